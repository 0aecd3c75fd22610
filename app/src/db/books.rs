//! Reading the catalogue.

use sqlx::Error;

use super::Db;
use crate::books::{Book, BookCard, BookId};

/// How many books there are, of one genre or of all.
pub async fn count(db: &Db, genre: Option<&str>) -> Result<u32, Error> {
    sqlx::query_scalar("SELECT count(*) FROM books WHERE ?1 IS NULL OR genre = ?1")
        .bind(genre)
        .fetch_one(db)
        .await
}

/// A stretch of the books, by title.
pub async fn page(db: &Db, genre: Option<&str>, limit: u32, offset: u32) -> Result<Vec<BookCard>, Error> {
    sqlx::query_as(
        "SELECT slug, title, author, year, price_cents FROM books WHERE ?1 IS NULL OR genre = ?1 \
         ORDER BY id LIMIT ?2 OFFSET ?3",
    )
    .bind(genre)
    .bind(limit)
    .bind(offset)
    .fetch_all(db)
    .await
}

pub async fn genres(db: &Db) -> Result<Vec<String>, Error> {
    sqlx::query_scalar("SELECT DISTINCT genre FROM books ORDER BY genre")
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
