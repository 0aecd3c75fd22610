//! Finding books by their words.

use sqlx::{Error, QueryBuilder, Sqlite};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::Db;
use crate::books::BookCard;

/// Small letters without accents.
#[must_use]
pub fn folded(text: &str) -> String {
    let letters = text.nfkd().filter(|letter| !is_combining_mark(*letter));
    letters.collect::<String>().to_lowercase()
}

/// The words of what was typed, as they are searched; at most eight.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    folded(text).split_whitespace().take(8).map(ToOwned::to_owned).collect()
}

/// Fills in what is searched for books that do not have it yet.
pub async fn prepare(db: &Db) -> Result<(), Error> {
    let mut transaction = db.begin().await?;
    let books: Vec<(i64, String, String)> = sqlx::query_as("SELECT id, title, author FROM books WHERE searched = ''")
        .fetch_all(&mut *transaction)
        .await?;
    for (id, title, author) in books {
        sqlx::query("UPDATE books SET searched = ? WHERE id = ?")
            .bind(folded(&[title, author].join(" ")))
            .bind(id)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await
}

pub async fn count(db: &Db, words: &[String]) -> Result<u32, Error> {
    let mut query = QueryBuilder::new("SELECT count(*) FROM books");
    having(&mut query, words);
    query.build_query_scalar().fetch_one(db).await
}

pub async fn page(db: &Db, words: &[String], limit: u32, offset: u32) -> Result<Vec<BookCard>, Error> {
    let mut query = QueryBuilder::new("SELECT slug, title, author, year, price_cents FROM books");
    having(&mut query, words);
    query.push(" ORDER BY id LIMIT ").push_bind(limit);
    query.push(" OFFSET ").push_bind(offset);
    query.build_query_as().fetch_all(db).await
}

/// `instr`, in which no letter means anything but itself. Nothing is found without a word.
fn having(query: &mut QueryBuilder<Sqlite>, words: &[String]) {
    query.push(if words.is_empty() { " WHERE 0" } else { " WHERE 1" });
    for word in words {
        query
            .push(" AND instr(searched, ")
            .push_bind(word.clone())
            .push(") > 0");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_do_not_matter() {
        assert_eq!(folded("Brontë, ŽIŽKA"), "bronte, zizka");
        assert_eq!(words("  Émile\u{a0} ZOLA "), ["emile", "zola"]);
    }
}
