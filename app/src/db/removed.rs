//! Lines that were taken out of carts, for as long as they can be put back.

use sqlx::{Error, SqliteConnection, SqliteExecutor};

use super::Db;
use crate::{books::BookId, cart::RemovedLine};

/// For how long it can be put back, in milliseconds: as long as somebody may still have the page that offers it.
pub const KEPT: i64 = 60 * 60 * 1000;
/// For how long pages offer it, in milliseconds.
pub const OFFERED: i64 = 60 * 1000;

/// How a line was put back, or why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutBack {
    Done,
    /// Too much time has passed.
    NotThere,
    /// There is so much in stock, and with what is in the cart by now that is not enough.
    NotEnough {
        stock: u32,
    },
}

/// Keeps a line that is about to be taken out. Changes nothing when there is no such line.
pub async fn keep(db: impl SqliteExecutor<'_>, shopper: &str, book: BookId) -> Result<(), Error> {
    let insert = sqlx::query(
        "INSERT OR REPLACE INTO removed_lines (shopper, book, quantity, added_at) \
         SELECT shopper, book, quantity, added_at FROM cart_lines WHERE shopper = ? AND book = ?",
    );
    insert.bind(shopper).bind(book).execute(db).await.map(drop)
}

/// Returns the lines that a shopper has taken out of the cart just now, in that order, unless they are in there again.
pub async fn of(db: &Db, shopper: &str) -> Result<Vec<RemovedLine>, Error> {
    sqlx::query_as(
        "SELECT book, title, removed_at FROM removed_lines JOIN books ON books.id = book \
         WHERE shopper = ?1 AND removed_at > unixepoch('subsec') * 1000 - ?2 \
         AND book NOT IN (SELECT book FROM cart_lines WHERE shopper = ?1) ORDER BY removed_at",
    )
    .bind(shopper)
    .bind(OFFERED)
    .fetch_all(db)
    .await
}

/// Puts a line back where it was, with as many copies. What was put into the cart meanwhile adds up.
pub async fn put_back(db: &Db, shopper: &str, book: BookId) -> Result<PutBack, Error> {
    let mut transaction = db.begin_with("BEGIN IMMEDIATE").await?;
    let wanted: Option<(u32, u32)> = sqlx::query_as(
        "SELECT quantity + coalesce((SELECT quantity FROM cart_lines WHERE shopper = ?1 AND book = ?2), 0), stock \
         FROM removed_lines JOIN books ON books.id = book \
         WHERE shopper = ?1 AND book = ?2 AND removed_at >= unixepoch('subsec') * 1000 - ?3",
    )
    .bind(shopper)
    .bind(book)
    .bind(KEPT)
    .fetch_optional(&mut *transaction)
    .await?;
    match wanted {
        None => return is_in(&mut transaction, shopper, book).await,
        Some((wanted, stock)) if wanted > stock.min(99) => return Ok(PutBack::NotEnough { stock }),
        Some(_) => {}
    }
    sqlx::query(
        "INSERT INTO cart_lines (shopper, book, quantity, added_at) \
         SELECT shopper, book, quantity, added_at FROM removed_lines WHERE shopper = ? AND book = ? \
         ON CONFLICT (shopper, book) DO UPDATE SET quantity = quantity + excluded.quantity, added_at = excluded.added_at",
    )
    .bind(shopper)
    .bind(book)
    .execute(&mut *transaction)
    .await?;
    sqlx::query("DELETE FROM removed_lines WHERE shopper = ? AND book = ?")
        .bind(shopper)
        .bind(book)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(PutBack::Done)
}

/// Putting back a line that is there again already succeeds.
async fn is_in(db: &mut SqliteConnection, shopper: &str, book: BookId) -> Result<PutBack, Error> {
    let select = sqlx::query("SELECT 1 FROM cart_lines WHERE shopper = ? AND book = ?");
    let line = select.bind(shopper).bind(book).fetch_optional(db).await?;
    Ok(line.map_or(PutBack::NotThere, |_| PutBack::Done))
}

/// Forgets what nobody can put back any more, in carts and on lists.
pub async fn sweep(db: &Db) -> Result<(), Error> {
    for (table, since) in [("removed_lines", "removed_at"), ("entries", "deleted_at")] {
        let over = format!("DELETE FROM {table} WHERE {since} < unixepoch('subsec') * 1000 - ?");
        sqlx::query(sqlx::AssertSqlSafe(over)).bind(KEPT).execute(db).await?;
    }
    Ok(())
}
