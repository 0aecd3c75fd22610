//! `args = ..` keeps the name of the data free.

use leptos_actions::{__private::Kind, Callable, Query, prelude::*};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Book {
    pub id: u32,
}

#[query(public, args = GetBook)]
pub async fn book(id: u32) -> CallResult<Book> {
    Ok(Book { id })
}

fn is_query<Q: Query + PartialEq>() {}

fn main() {
    is_query::<GetBook>();
    assert_eq!((GetBook::META.name, GetBook::META.kind), ("book", Kind::Query));
    assert!(GetBook { id: 1 } == GetBook { id: 1 } && GetBook { id: 1 } != GetBook { id: 2 });
    drop(book(1));
}
