//! Looking for a book by its title or its author.

mod field;
mod page;
mod suggestions;

use leptos_actions::prelude::*;
use serde::{Deserialize, Serialize};

use crate::books::BookCard;

#[cfg(not(target_arch = "wasm32"))]
use crate::db::{self, Db};

pub use field::SearchField;
pub use page::SearchPage;
pub use suggestions::{NoSuggestions, Suggestions};

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
    /// At most [`MOST`] books are found; one more says that there are others.
    pub total: u32,
}

/// Books whose title or author has words that begin with those of a text, whatever their case and accents.
#[query(public)]
pub async fn search_books(
    #[form(length = 1..=100)] text: String,
    page: Option<u32>,
    #[extract] State(db): State<Db>,
) -> CallResult<Found> {
    let matching = db::search::matching(&text).unwrap_or_default();
    let total = db::search::count(&db, &matching, MOST + 1).await?;
    let pages = total.min(MOST).div_ceil(PAGE_SIZE).max(1);
    let page = page.unwrap_or(1);
    if !(1..=pages).contains(&page) {
        return Err(CallError::NotFound);
    }
    let books = db::search::page(&db, &matching, PAGE_SIZE, (page - 1) * PAGE_SIZE).await?;
    Ok(Found {
        books,
        page,
        pages,
        total,
    })
}
// lines: end

/// As many books are found at most.
pub const MOST: u32 = 1_000;

/// The number of books that were found, as people write it.
fn counted(total: u32) -> String {
    match total {
        1 => "1 book".to_owned(),
        ..=MOST => format!("{total} books"),
        _ => format!("The first {MOST} books"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_was_not_counted_to_its_end_is_not_shown() {
        assert_eq!(
            [0, 1, 2, MOST].map(counted),
            ["0 books", "1 book", "2 books", "1000 books"]
        );
        assert_eq!(counted(MOST + 1), "The first 1000 books");
    }
}
