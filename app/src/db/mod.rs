//! The database: one SQLite file, opened, migrated and seeded when the server starts.

pub mod books;
pub mod carts;
pub mod entries;
pub mod likes;
pub mod members;
pub mod messages;
pub mod removed;
pub mod reviews;
pub mod search;
pub mod seed;
pub mod sessions;
pub mod views;

use std::{error::Error, path::Path, time::Duration};

use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

/// How long a statement waits for another's lock before the call answers "not just now".
const BUSY_TIMEOUT: Duration = Duration::from_secs(3);

/// The connection pool.
pub type Db = SqlitePool;

/// Opens the file, creates it if need be, and brings its tables up to date.
///
/// # Errors
/// When the file cannot be opened or migrated; the text says which file.
pub async fn open(path: &Path) -> Result<Db, OpenError> {
    let failed = |source: Box<dyn Error + Send + Sync>| OpenError {
        path: path.display().to_string(),
        source,
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| failed(error.into()))?;
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true);
    let pool = SqlitePoolOptions::new()
        .acquire_timeout(Duration::from_secs(10))
        .max_connections(8);
    let db = pool.connect_with(options).await.map_err(|error| failed(error.into()))?;
    sqlx::migrate!().run(&db).await.map_err(|error| failed(error.into()))?;
    Ok(db)
}

/// Whether an error passes by itself: the file is locked or cannot be reached just now, or every connection is taken.
#[must_use]
pub fn is_unavailable(error: &(dyn Error + 'static)) -> bool {
    match error.downcast_ref::<sqlx::Error>() {
        Some(sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_)) => true,
        Some(sqlx::Error::Database(error)) => error.code().is_some_and(|code| is_passing(&code)),
        _ => false,
    }
}

/// SQLite's result codes: the low byte is the kind, the rest says more.
fn is_passing(code: &str) -> bool {
    const BUSY: u32 = 5;
    const LOCKED: u32 = 6;
    const CANNOT_OPEN: u32 = 14;
    code.parse::<u32>()
        .is_ok_and(|code| [BUSY, LOCKED, CANNOT_OPEN].contains(&(code & 0xff)))
}

/// The database cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the database {path} cannot be opened: {source}")]
pub struct OpenError {
    path: String,
    source: Box<dyn Error + Send + Sync>,
}
