//! The ledger of leptos_actions in an application's own database.
//!
//! ```no_run
//! use leptos_actions_server::Actions;
//! use leptos_actions_sqlx::SqliteLedger;
//!
//! # async fn start(pages: axum::Router, pool: sqlx::SqlitePool) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! let service = Actions::new().ledger(SqliteLedger::open(pool).await?).mount(pages)?;
//! # Ok(()) }
//! ```
//!
//! Answers survive a restart, and every server on the database knows them. The ledger writes before and after each action
//! that has a key. These writes are no transaction with what the action itself does: a server that dies between the
//! two leaves an entry without an answer, and the next attempt is told `Unknown` rather than run.
//!
//! Writes that come while others are being carried out are carried out together, on a connection of the pool that
//! is taken out of it for that; the pool opens another in its place. In WAL mode a look at what was answered waits
//! for none of them.
//!
//! # What a power cut can lose
//!
//! A process that is killed loses nothing. For a power cut SQLite's `synchronous` decides, of the ledger as of everything
//! else in the file ([SQLite's documentation](https://sqlite.org/pragma.html#pragma_synchronous)):
//!
//! - `FULL`: nothing that was answered.
//! - `NORMAL` with WAL, as the bookshop has it: the last transactions, in the order in which they were written, so that
//!   no answer is there without what it stands for. Lost is an answer (a retry is told `Unknown`), with it what the action
//!   did (the same), or both and the key (a retry is run, and nothing was done before). This takes one file: where the
//!   action writes to another database, that may have kept what this one has lost, and a retry does it twice.

mod batch;
mod sqlite;

pub use sqlite::SqliteLedger;
