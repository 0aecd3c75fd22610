//! Reading the catalogue. Each page costs the same however many books there are: migration 14 keeps what it is found by.

use sqlx::Error;

use super::Db;
use crate::books::{Book, BookCard, BookId};

/// Books on a page. The triggers of migration 14 keep where each page begins, and know this number as well.
pub const PAGE_SIZE: u32 = 24;

/// The shelf on which all books stand.
const ALL: &str = "";

/// The genres that have books, by name, and how many each has.
pub async fn genres(db: &Db) -> Result<Vec<(String, u32)>, Error> {
    sqlx::query_as("SELECT name, books FROM shelves WHERE name <> ?1 ORDER BY name")
        .bind(ALL)
        .fetch_all(db)
        .await
}

/// A page of the books of one genre or of all, in the order in which they came; the first page is 1. Empty for a page that
/// is not there.
pub async fn page(db: &Db, genre: Option<&str>, page: u32) -> Result<Vec<BookCard>, Error> {
    sqlx::query_as(
        "SELECT slug, title, author, year, price_cents FROM shelved JOIN books ON books.id = book \
         WHERE shelf = ?1 AND book >= (SELECT first_book FROM shelf_pages WHERE shelf = ?1 AND page = ?2) \
         ORDER BY book LIMIT ?3",
    )
    .bind(genre.unwrap_or(ALL))
    .bind(page)
    .bind(PAGE_SIZE)
    .fetch_all(db)
    .await
}

pub async fn by_slug(db: &Db, slug: &str) -> Result<Option<Book>, Error> {
    sqlx::query_as(
        "SELECT id, slug, title, author, year, language, genre, price_cents, stock, description, \
         (SELECT count(*) FROM reviews WHERE book = books.id) AS reviews, \
         (SELECT coalesce(cast(round(avg(stars) * 10) AS INTEGER), 0) FROM reviews WHERE book = books.id) AS tenths \
         FROM books WHERE slug = ?",
    )
    .bind(slug)
    .fetch_optional(db)
    .await
}

/// How many copies there are; nothing for a book that is not there.
pub async fn stock(db: &Db, book: BookId) -> Result<Option<u32>, Error> {
    sqlx::query_scalar("SELECT stock FROM books WHERE id = ?")
        .bind(book)
        .fetch_optional(db)
        .await
}
