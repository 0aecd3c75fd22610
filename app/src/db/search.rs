//! Finding books by their words.
//!
//! A word that was typed finds the words that begin with it, in an index of SQLite's FTS5: its triggers are in migration
//! 14. On PostgreSQL `to_tsquery('simple', ..)` over [`folded`] text does the same.

use sqlx::Error;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::Db;
use crate::books::BookCard;

/// How many words of what was typed are searched, and how many pieces of them.
const WORDS: usize = 8;
const PIECES: usize = 16;

/// A text as it is searched: small letters without accents. Signs, and letters of scripts that put no spaces between words,
/// stand alone: so they are found wherever they are.
#[must_use]
pub fn folded(text: &str) -> String {
    let letters = text.nfkd().filter(|letter| !is_combining_mark(*letter));
    let mut folded = String::with_capacity(text.len());
    for letter in letters
        .flat_map(char::to_lowercase)
        .filter(|letter| !letter.is_control())
    {
        if stands_alone(letter) {
            folded.extend([' ', letter, ' ']);
        } else {
            folded.push(letter);
        }
    }
    folded
}

/// Thai, Lao, Burmese, Khmer, Chinese and Japanese are written without spaces.
fn stands_alone(letter: char) -> bool {
    let is_unspaced = matches!(
        letter,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{a4cf}' | '\u{20000}'..='\u{3ffff}'
    );
    is_unspaced || !(letter.is_alphanumeric() || letter.is_whitespace())
}

/// Returns the text that was typed in FTS5's syntax: each word is a phrase whose last piece may go
/// on. `None` where nothing is asked for.
#[must_use]
pub fn matching(text: &str) -> Option<String> {
    let mut left = PIECES;
    let mut phrases = Vec::new();
    for word in text.split_whitespace().take(WORDS) {
        let word = folded(word);
        let pieces: Vec<&str> = word.split_whitespace().take(left).collect();
        left -= pieces.len();
        if !pieces.is_empty() {
            phrases.push(format!("\"{}\"*", pieces.join(" ").replace('"', "\"\"")));
        }
    }
    (!phrases.is_empty()).then(|| phrases.join(" "))
}

/// Returns the text of a book that is searched.
#[must_use]
pub fn searched(title: &str, author: &str) -> String {
    folded(&[title, author].join(" "))
}

/// Fills in what is searched for books that do not have it yet.
pub async fn prepare(db: &Db) -> Result<(), Error> {
    let mut transaction = db.begin().await?;
    let books: Vec<(i64, String, String)> = sqlx::query_as("SELECT id, title, author FROM books WHERE searched = ''")
        .fetch_all(&mut *transaction)
        .await?;
    for (id, title, author) in books {
        sqlx::query("UPDATE books SET searched = ? WHERE id = ?")
            .bind(searched(&title, &author))
            .bind(id)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await
}

/// How many books match, counted up to `most`: a search for one letter is not to read the whole catalogue.
pub async fn count(db: &Db, matching: &str, most: u32) -> Result<u32, Error> {
    sqlx::query_scalar(
        "SELECT count(*) FROM (SELECT 1 FROM books_searched WHERE books_searched MATCH ?1 ORDER BY rowid LIMIT ?2)",
    )
    .bind(matching)
    .bind(most)
    .fetch_one(db)
    .await
}

/// A stretch of the books that match, in the order in which they came.
pub async fn page(db: &Db, matching: &str, limit: u32, offset: u32) -> Result<Vec<BookCard>, Error> {
    sqlx::query_as(
        "SELECT slug, title, author, year, price_cents FROM \
         (SELECT rowid AS found FROM books_searched WHERE books_searched MATCH ?1 ORDER BY rowid LIMIT ?2 OFFSET ?3) \
         JOIN books ON books.id = found ORDER BY found",
    )
    .bind(matching)
    .bind(limit)
    .bind(offset)
    .fetch_all(db)
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_do_not_matter_and_signs_stand_alone() {
        assert_eq!(folded("Brontë ŽIŽKA"), "bronte zizka");
        assert_eq!(folded("c++"), "c +  + ");
        assert_eq!(folded("a\u{0}b\n"), "ab");
    }

    #[test]
    fn each_word_is_a_phrase_that_may_go_on() {
        assert_eq!(matching("  Émile\u{a0} ZOLA ").unwrap(), "\"emile\"* \"zola\"*");
        assert_eq!(matching("c+ \" OR").unwrap(), "\"c +\"* \"\"\"\"* \"or\"*");
        assert_eq!(matching("  "), None);
    }

    #[test]
    fn a_long_text_asks_for_no_more_than_sixteen_pieces() {
        let asked = matching(&",".repeat(100)).unwrap();
        assert_eq!(asked.matches(',').count(), PIECES);
        assert_eq!(matching(&"a ".repeat(50)).unwrap().matches('a').count(), WORDS);
    }
}
