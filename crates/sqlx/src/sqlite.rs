//! SQLite.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use futures_util::future::BoxFuture;
use leptos_actions_server::ledger::{Entry, EntryId, Found, Store, StoreError};
use sqlx::{Error, SqlitePool};

use crate::batch::{Write, Writer};

/// How long an entry is kept after it was claimed.
const KEPT_FOR: Duration = Duration::from_secs(24 * 60 * 60);
/// The most entries that are answered; the oldest go first.
const MOST: u32 = 100_000;
/// After so many answers the old ones are looked for.
const SWEEP_EVERY: u32 = 256;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS leptos_actions_ledger (\
     id BLOB PRIMARY KEY, owner BLOB NOT NULL, arguments BLOB NOT NULL, answer BLOB, at INTEGER NOT NULL\
     ) WITHOUT ROWID";
const INDEX: &str = "CREATE INDEX IF NOT EXISTS leptos_actions_ledger_at ON leptos_actions_ledger (at)";

/// A ledger in a SQLite file: 100,000 answers, each for a day.
#[derive(Debug)]
pub struct SqliteLedger {
    pool: SqlitePool,
    writer: Writer,
    finished: AtomicU32,
}

/// An entry as it is stored.
type Row = (Vec<u8>, Vec<u8>, Option<Vec<u8>>);

impl SqliteLedger {
    /// Makes its table, `leptos_actions_ledger`, unless it is there.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn open(pool: SqlitePool) -> Result<Self, Error> {
        sqlx::query(TABLE).execute(&pool).await?;
        sqlx::query(INDEX).execute(&pool).await?;
        let ledger = Self {
            writer: Writer::new(pool.clone()),
            pool,
            finished: AtomicU32::new(0),
        };
        ledger.sweep().await?;
        Ok(ledger)
    }

    async fn take(&self, id: EntryId, entry: &Entry) -> Result<Option<Found>, StoreError> {
        loop {
            if self.writer.write(Write::Claim(id, *entry)).await? {
                return Ok(None);
            }
            // Otherwise it was released just now.
            if let Some(found) = self.look(id).await? {
                return Ok(Some(found));
            }
        }
    }

    async fn look(&self, id: EntryId) -> Result<Option<Found>, StoreError> {
        let statement = "SELECT owner, arguments, answer FROM leptos_actions_ledger WHERE id = ?";
        let row: Option<Row> = sqlx::query_as(statement)
            .bind(id.0.as_slice())
            .fetch_optional(&self.pool)
            .await?;
        let Some((owner, arguments, answer)) = row else {
            return Ok(None);
        };
        Ok(Some(Found::new(Entry::new(hash(owner)?, hash(arguments)?), answer)))
    }

    /// Forgets what is too old or too much. What has no answer yet may be under way, and stays for its day.
    async fn sweep(&self) -> Result<(), Error> {
        let oldest = now() - i64::try_from(KEPT_FOR.as_secs()).unwrap_or(i64::MAX);
        let old = sqlx::query("DELETE FROM leptos_actions_ledger WHERE at < ?").bind(oldest);
        old.execute(&self.pool).await?;
        let too_many = sqlx::query(
            "DELETE FROM leptos_actions_ledger WHERE answer IS NOT NULL AND at < \
             (SELECT at FROM leptos_actions_ledger ORDER BY at DESC LIMIT 1 OFFSET ?)",
        );
        too_many.bind(MOST).execute(&self.pool).await?;
        Ok(())
    }
}

impl Store for SqliteLedger {
    fn claim<'a>(&'a self, id: EntryId, entry: &'a Entry) -> BoxFuture<'a, Result<Option<Found>, StoreError>> {
        Box::pin(self.take(id, entry))
    }

    fn finish(&self, id: EntryId, answer: Vec<u8>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            self.writer.write(Write::Finish(id, answer)).await?;
            if self.finished.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
                self.sweep().await?;
            }
            Ok(())
        })
    }

    fn release(&self, id: EntryId) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            self.writer.write(Write::Release(id)).await?;
            Ok(())
        })
    }

    fn find(&self, id: EntryId) -> BoxFuture<'_, Result<Option<Found>, StoreError>> {
        Box::pin(self.look(id))
    }
}

fn hash(bytes: Vec<u8>) -> Result<[u8; 32], StoreError> {
    bytes.try_into().map_err(|_| "an entry of the ledger is damaged".into())
}

/// Seconds since 1970.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
