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

pub async fn quantity(db: &Db, shopper: &str, book: BookId) -> Result<u32, Error> {
    let quantity = sqlx::query_scalar("SELECT quantity FROM cart_lines WHERE shopper = ? AND book = ?");
    Ok(quantity
        .bind(shopper)
        .bind(book)
        .fetch_optional(db)
        .await?
        .unwrap_or_default())
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
