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
//! What was answered survives a restart, and every server on the database knows it. It is a statement before and one
//! after each action that has a key. They are no transaction with what the action itself does: a server that dies
//! between the two leaves an entry without an answer, and the next attempt is told `Unknown` rather than run.

mod sqlite;

pub use sqlite::SqliteLedger;
