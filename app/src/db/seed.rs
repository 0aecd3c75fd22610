//! Filling an empty database.

use std::error::Error;

use serde::Deserialize;

use super::{Db, search};

const CATALOGUE: &str = include_str!("../../seed/books.toml");

#[derive(Deserialize)]
struct Catalogue {
    book: Vec<Row>,
}

#[derive(Clone, Deserialize)]
struct Row {
    slug: String,
    title: String,
    author: String,
    year: i32,
    language: String,
    genre: String,
    price_cents: i64,
    stock: u32,
    description: String,
}

/// Puts the catalogue into an empty database, and copies of it until there are `books`. Gives how many were added.
///
/// # Errors
/// When the catalogue does not parse or the database refuses it.
pub async fn seed(db: &Db, books: Option<usize>) -> Result<usize, Box<dyn Error + Send + Sync>> {
    let catalogue: Catalogue = toml::from_str(CATALOGUE)?;
    let wanted = books.unwrap_or(catalogue.book.len());
    let mut transaction = db.begin().await?;
    let present: i64 = sqlx::query_scalar("SELECT count(*) FROM books")
        .fetch_one(&mut *transaction)
        .await?;
    let present = usize::try_from(present)?;
    if present > 0 && books.is_none() {
        drop(transaction);
        search::prepare(db).await?;
        return Ok(0);
    }
    for number in present..wanted {
        let row = catalogue.book[number % catalogue.book.len()].edition(number / catalogue.book.len());
        let searched = search::searched(&row.title, &row.author);
        sqlx::query(
            "INSERT INTO books (slug, title, author, year, language, genre, price_cents, stock, description, searched) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(row.slug)
        .bind(row.title)
        .bind(row.author)
        .bind(row.year)
        .bind(row.language)
        .bind(row.genre)
        .bind(row.price_cents)
        .bind(row.stock)
        .bind(row.description)
        .bind(searched)
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    search::prepare(db).await?;
    Ok(wanted.saturating_sub(present))
}

impl Row {
    /// The book itself, or a further edition with a name of its own.
    fn edition(&self, number: usize) -> Self {
        let mut row = self.clone();
        if number > 0 {
            row.slug = format!("{}-{}", row.slug, number + 1);
            row.title = format!("{}, edition {}", row.title, number + 1);
        }
        row
    }
}
