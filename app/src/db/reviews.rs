//! What members say of books.

use sqlx::Error;

use super::Db;
use crate::{account::MemberId, books::Review};

/// The newest reviews of a book, the newest first; of those before one of them.
pub async fn newest(db: &Db, slug: &str, before: Option<i64>, most: usize) -> Result<Vec<Review>, Error> {
    sqlx::query_as(
        "SELECT reviews.id, name, stars, text, date(written_at / 1000, 'unixepoch') AS written_on \
         FROM reviews JOIN members ON members.id = member \
         WHERE book = (SELECT id FROM books WHERE slug = ?1) AND (?2 IS NULL OR reviews.id < ?2) \
         ORDER BY reviews.id DESC LIMIT ?3",
    )
    .bind(slug)
    .bind(before)
    .bind(i64::try_from(most).unwrap_or(i64::MAX))
    .fetch_all(db)
    .await
}

/// Keeps a review. Nothing if there is no such book; a unique violation if the member has one of it already.
pub async fn add(db: &Db, slug: &str, member: MemberId, stars: u8, text: &str) -> Result<Option<()>, Error> {
    let insert =
        sqlx::query("INSERT INTO reviews (book, member, stars, text) SELECT id, ?2, ?3, ?4 FROM books WHERE slug = ?1");
    let insert = insert.bind(slug).bind(member).bind(stars).bind(text);
    Ok((insert.execute(db).await?.rows_affected() == 1).then_some(()))
}

/// Whether an error says that the member has a review of the book already.
#[must_use]
pub fn is_second(error: &Error) -> bool {
    error
        .as_database_error()
        .is_some_and(|error| error.is_unique_violation())
}
