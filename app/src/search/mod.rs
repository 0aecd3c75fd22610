//! Looking for a book by its title or its author.

mod field;
mod page;

use leptos_actions::prelude::*;
use serde::{Deserialize, Serialize};

use crate::books::BookCard;

#[cfg(not(target_arch = "wasm32"))]
use crate::db::{self, Db};

pub use field::SearchField;
pub use page::SearchPage;

// lines: search
/// Books on a page.
#[cfg(not(target_arch = "wasm32"))]
const PAGE_SIZE: u32 = 24;

/// A page of what was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    pub books: Vec<BookCard>,
    pub page: u32,
    pub pages: u32,
    pub total: u32,
}

/// Books whose title or author has every word of a text in it, whatever its case and accents.
#[query(public)]
pub async fn search_books(
    #[form(length = 1..=100)] text: String,
    page: Option<u32>,
    #[extract] State(db): State<Db>,
) -> CallResult<Found> {
    let words = db::search::words(&text);
    let total = db::search::count(&db, &words).await?;
    let pages = total.div_ceil(PAGE_SIZE).max(1);
    let page = page.unwrap_or(1);
    if !(1..=pages).contains(&page) {
        return Err(CallError::NotFound);
    }
    let books = db::search::page(&db, &words, PAGE_SIZE, (page - 1) * PAGE_SIZE).await?;
    Ok(Found {
        books,
        page,
        pages,
        total,
    })
}
// lines: end
