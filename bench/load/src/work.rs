//! The work that all three ways do.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

/// The connection pool.
pub type Db = SqlitePool;

/// What travels: texts, numbers and lists.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    pub author: String,
    pub text: String,
    pub stars: u8,
    pub price: f64,
    pub tags: Vec<String>,
    pub counts: Vec<u32>,
}

/// The arguments of both calls, as a handler written by hand names them.
#[derive(Serialize, Deserialize)]
pub struct Arguments {
    pub note: Note,
}

impl Note {
    /// The note that every request sends: about half a kilobyte of JSON.
    pub fn example() -> Self {
        Self {
            author: "Herman Melville".into(),
            text: "Call me Ishmael. Some years ago, never mind how long precisely, having little or no money in my \
                   purse, and nothing particular to interest me on shore, I thought I would sail about a little."
                .into(),
            stars: 5,
            price: 12.5,
            tags: ["whales", "ships", "ocean", "obsession", "Nantucket"]
                .map(Into::into)
                .into(),
            counts: (0..24).map(|place| place * 4_211).collect(),
        }
    }
}

/// Opens the database as the shop does.
pub async fn open(path: &str) -> Result<Db, sqlx::Error> {
    let options = SqliteConnectOptions::from_str(path)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(std::time::Duration::from_secs(5));
    let db = SqlitePoolOptions::new()
        .max_connections(8)
        .connect_with(options)
        .await?;
    let table = "CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, author TEXT NOT NULL, text TEXT NOT NULL, \
                 stars INTEGER NOT NULL, price REAL NOT NULL, tags TEXT NOT NULL)";
    sqlx::query(table).execute(&db).await?;
    Ok(db)
}

/// Writes a row and returns its number.
pub async fn insert(db: &Db, note: &Note) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("INSERT INTO notes (author, text, stars, price, tags) VALUES (?, ?, ?, ?, ?) RETURNING id")
        .bind(&note.author)
        .bind(&note.text)
        .bind(note.stars)
        .bind(note.price)
        .bind(note.tags.join(","))
        .fetch_one(db)
        .await
}

/// How many rows there are.
pub async fn rows(db: &Db) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT count(*) FROM notes").fetch_one(db).await
}
