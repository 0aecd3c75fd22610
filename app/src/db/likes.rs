//! Who likes which book.

use sqlx::Error;

use super::Db;
use crate::books::Likes;

/// How many like a book, and whether this shopper does.
pub async fn of(db: &Db, slug: &str, shopper: &str) -> Result<Likes, Error> {
    sqlx::query_as(
        "SELECT count(*) AS count, coalesce(max(shopper = ?2), 0) AS mine FROM likes \
         WHERE book = (SELECT id FROM books WHERE slug = ?1)",
    )
    .bind(slug)
    .bind(shopper)
    .fetch_one(db)
    .await
}

/// Says whether a shopper likes a book. Nothing if there is no such book.
pub async fn set(db: &Db, slug: &str, shopper: &str, liked: bool) -> Result<Option<()>, Error> {
    let statement = if liked {
        // What is there already is found by the second half of the statement.
        "INSERT INTO likes (book, shopper) SELECT id, ?2 FROM books WHERE slug = ?1 \
         ON CONFLICT (book, shopper) DO UPDATE SET shopper = shopper"
    } else {
        "DELETE FROM likes WHERE book = (SELECT id FROM books WHERE slug = ?1) AND shopper = ?2"
    };
    let done = sqlx::query(statement).bind(slug).bind(shopper).execute(db).await?;
    Ok((!liked || done.rows_affected() == 1).then_some(()))
}
