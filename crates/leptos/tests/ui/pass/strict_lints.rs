//! Generated code is clean under lints that its author turned on.

#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    unused_qualifications,
    unused_lifetimes,
    single_use_lifetimes,
    trivial_casts,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    variant_size_differences,
    non_local_definitions,
    unused_results,
    clippy::all,
    clippy::pedantic
)]
#![allow(missing_debug_implementations)]

use leptos_actions::prelude::*;
use serde::{Deserialize, Serialize};

/// A book.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Book(u32);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error, PublicError)]
#[error("private")]
enum Failure {
    #[public(status = 400)]
    Old(u32),
    #[deprecated]
    #[public(message = "Gone.")]
    Gone,
}

#[action(public)]
pub async fn order(book: Book, #[form(range = 1..=9)] quantity: u32) -> CallResult<Book> {
    let _ = quantity;
    Ok(book)
}

#[action(public, args = Unused)]
async fn never_called(
    one: u8,
    two: u8,
    three: u8,
    four: u8,
    five: u8,
    six: u8,
    seven: u8,
    eight: u8,
) -> CallResult<u8, Failure> {
    if one > 1 {
        Err(Failure::Old(1))?;
    }
    Ok(two + three + four + five + six + seven + eight)
}

mod deep {
    use leptos_actions::prelude::*;

    #[query(public)]
    pub(crate) async fn get_deep(#[extract] State(a): State<u8>, #[extract] _: Scope) -> CallResult<u8> {
        Ok(a)
    }
}

fn local() {
    #[action(public)]
    async fn nested() -> CallResult<()> {
        Ok(())
    }
    drop(nested());
}

fn main() {
    drop(order(Book(1), 1));
    drop(deep::get_deep());
    local();
}
