//! Reading and changing carts.

use std::collections::HashMap;

use sqlx::{Error, SqliteExecutor};

use super::{Db, removed};
use crate::{
    books::{BookCard, BookId},
    cart::{CartLine, LineChange},
};

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

/// Adds copies. One statement checks the stock and writes, so that two clicks at once are two additions and never more than
/// there are. A new line comes behind all others, also within a millisecond. Changes nothing and says `false` when the line
/// would then have more than `most`, or more than are in stock.
pub async fn add(db: &Db, shopper: &str, book: BookId, quantity: u32, most: u32) -> Result<bool, Error> {
    let statement = sqlx::query(
        "INSERT INTO cart_lines (shopper, book, quantity, added_at) \
         SELECT ?1, id, ?3, max(unixepoch('subsec') * 1000, \
             coalesce((SELECT max(added_at) + 1 FROM cart_lines WHERE shopper = ?1), 0)) \
         FROM books WHERE id = ?2 AND ?3 <= min(stock, ?4) \
         ON CONFLICT (shopper, book) DO UPDATE SET quantity = quantity + excluded.quantity \
         WHERE quantity + excluded.quantity <= (SELECT min(stock, ?4) FROM books WHERE id = excluded.book)",
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

/// How many copies of a book are in a cart.
pub async fn quantity(db: &Db, shopper: &str, book: BookId) -> Result<u32, Error> {
    let query = sqlx::query_scalar("SELECT quantity FROM cart_lines WHERE shopper = ? AND book = ?");
    let quantity: Option<u32> = query.bind(shopper).bind(book).fetch_optional(db).await?;
    Ok(quantity.unwrap_or_default())
}

/// Takes everything out.
pub async fn empty(db: &Db, shopper: &str) -> Result<(), Error> {
    let statement = sqlx::query("DELETE FROM cart_lines WHERE shopper = ?").bind(shopper);
    statement.execute(db).await.map(drop)
}

/// Sets the number of copies; zero removes the line. One statement checks the stock and writes. Changes nothing and says
/// `false` when there is no line, or there are not so many copies.
pub async fn set(db: impl SqliteExecutor<'_>, shopper: &str, book: BookId, quantity: u32) -> Result<bool, Error> {
    let statement = if quantity == 0 {
        sqlx::query("DELETE FROM cart_lines WHERE shopper = ? AND book = ?")
            .bind(shopper)
            .bind(book)
    } else {
        let within_stock = "UPDATE cart_lines SET quantity = ?3 \
             WHERE shopper = ?1 AND book = ?2 AND ?3 <= (SELECT stock FROM books WHERE id = ?2)";
        sqlx::query(within_stock).bind(shopper).bind(book).bind(quantity)
    };
    Ok(statement.execute(db).await?.rows_affected() > 0)
}

/// Why a line cannot be changed like that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is in the cart no more.
    NotThere,
    /// Another change is about the same book.
    Twice,
    /// There are not so many copies.
    NotEnough { left: u32 },
}

/// Sets the numbers of copies of several books, of all or of none: then it says which changes are refused, by their places.
pub async fn set_all(db: &Db, shopper: &str, changes: &[LineChange]) -> Result<Vec<(usize, Refused)>, Error> {
    let mut transaction = db.begin_with("BEGIN IMMEDIATE").await?;
    let stock = sqlx::query_as("SELECT book, stock FROM cart_lines JOIN books ON books.id = book WHERE shopper = ?");
    let stock: Vec<(BookId, u32)> = stock.bind(shopper).fetch_all(&mut *transaction).await?;
    let refused = refused(changes, stock);
    if refused.is_empty() {
        for LineChange { book, quantity } in changes {
            if *quantity == 0 {
                removed::keep(&mut *transaction, shopper, *book).await?;
            }
            set(&mut *transaction, shopper, *book, *quantity).await?;
        }
        transaction.commit().await?;
    }
    Ok(refused)
}

/// What is wrong with changes of a cart of which there is so much in stock.
fn refused(changes: &[LineChange], stock: Vec<(BookId, u32)>) -> Vec<(usize, Refused)> {
    let mut open: HashMap<BookId, (u32, bool)> = stock.into_iter().map(|(book, left)| (book, (left, false))).collect();
    let mut check = |change: &LineChange| match open.get_mut(&change.book) {
        None => (change.quantity > 0).then_some(Refused::NotThere),
        Some((_, true)) => Some(Refused::Twice),
        Some((left, is_seen)) => {
            *is_seen = true;
            (change.quantity > *left).then_some(Refused::NotEnough { left: *left })
        }
    };
    let checked = changes.iter().enumerate();
    checked.filter_map(|(at, change)| Some((at, check(change)?))).collect()
}

/// The five books that were put into most carts within the last hour.
pub async fn popular(db: &Db) -> Result<Vec<BookCard>, Error> {
    sqlx::query_as(
        "SELECT slug, title, author, year, price_cents FROM cart_lines JOIN books ON books.id = book \
         WHERE added_at > (unixepoch('subsec') - 3600) * 1000 \
         GROUP BY book ORDER BY count(*) DESC, max(added_at) DESC LIMIT 5",
    )
    .fetch_all(db)
    .await
}
