//! The database: one SQLite file, opened, migrated and seeded when the server starts.

pub mod books;
pub mod carts;
pub mod seed;

use std::{error::Error, path::Path, time::Duration};

use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

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
        .busy_timeout(Duration::from_secs(5))
        .foreign_keys(true);
    let pool = SqlitePoolOptions::new()
        .acquire_timeout(Duration::from_secs(10))
        .max_connections(8);
    let db = pool.connect_with(options).await.map_err(|error| failed(error.into()))?;
    sqlx::migrate!().run(&db).await.map_err(|error| failed(error.into()))?;
    Ok(db)
}

/// Whether an error passes by itself: the file is locked, or every connection is taken.
#[must_use]
pub fn is_unavailable(error: &(dyn Error + 'static)) -> bool {
    const BUSY: [&str; 2] = ["5", "6"];
    const CANNOT_OPEN: &str = "14";
    match error.downcast_ref::<sqlx::Error>() {
        Some(sqlx::Error::PoolTimedOut | sqlx::Error::Io(_)) => true,
        Some(sqlx::Error::Database(error)) => error
            .code()
            .is_some_and(|code| BUSY.contains(&&*code) || code == CANNOT_OPEN),
        _ => false,
    }
}

/// The database cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the database {path} cannot be opened: {source}")]
pub struct OpenError {
    path: String,
    source: Box<dyn Error + Send + Sync>,
}
