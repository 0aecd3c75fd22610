//! How often books are seen.

use sqlx::Error;

use super::Db;

/// How often a book was seen; nothing for a book that is not there.
pub async fn of(db: &Db, slug: &str) -> Result<Option<u32>, Error> {
    sqlx::query_scalar("SELECT coalesce(seen, 0) FROM books LEFT JOIN views ON book = id WHERE slug = ?")
        .bind(slug)
        .fetch_optional(db)
        .await
}

/// Counts one more, in one statement: two at once are two. Nothing if there is no such book.
pub async fn count(db: &Db, slug: &str) -> Result<Option<()>, Error> {
    let count = sqlx::query(
        "INSERT INTO views (book, seen) SELECT id, 1 FROM books WHERE slug = ? \
         ON CONFLICT (book) DO UPDATE SET seen = seen + 1",
    );
    let counted = count.bind(slug).execute(db).await?;
    Ok((counted.rows_affected() == 1).then_some(()))
}
