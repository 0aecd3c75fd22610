//! Reading and changing carts.

use sqlx::Error;

use super::Db;
use crate::{books::BookId, cart::CartLine};

/// What is in a shopper's cart, in the order in which it was put there.
pub async fn lines(db: &Db, shopper: &str) -> Result<Vec<CartLine>, Error> {
    sqlx::query_as(
        "SELECT book, slug, title, author, price_cents, quantity FROM cart_lines JOIN books ON books.id = book \
         WHERE shopper = ? ORDER BY added_at, book",
    )
    .bind(shopper)
    .fetch_all(db)
    .await
}

/// Adds copies, in one statement: two clicks at once are two additions. Changes nothing and says `false` when the line
/// would then have more than `most`.
pub async fn add(db: &Db, shopper: &str, book: BookId, quantity: u32, most: u32) -> Result<bool, Error> {
    let statement = sqlx::query(
        "INSERT INTO cart_lines (shopper, book, quantity) SELECT ?1, ?2, ?3 WHERE ?3 <= ?4 \
         ON CONFLICT (shopper, book) DO UPDATE SET quantity = quantity + excluded.quantity \
         WHERE quantity + excluded.quantity <= ?4",
    );
    let done = statement
        .bind(shopper)
        .bind(book)
        .bind(quantity)
        .bind(most)
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes everything out.
pub async fn empty(db: &Db, shopper: &str) -> Result<(), Error> {
    let statement = sqlx::query("DELETE FROM cart_lines WHERE shopper = ?").bind(shopper);
    statement.execute(db).await.map(drop)
}

/// Sets the number of copies; zero removes the line.
pub async fn set(db: &Db, shopper: &str, book: BookId, quantity: u32) -> Result<(), Error> {
    let statement = if quantity == 0 {
        sqlx::query("DELETE FROM cart_lines WHERE shopper = ? AND book = ?")
            .bind(shopper)
            .bind(book)
    } else {
        sqlx::query(
            "INSERT INTO cart_lines (shopper, book, quantity) VALUES (?, ?, ?) \
             ON CONFLICT (shopper, book) DO UPDATE SET quantity = excluded.quantity",
        )
        .bind(shopper)
        .bind(book)
        .bind(quantity)
    };
    statement.execute(db).await.map(drop)
}
