//! Reading and changing reading lists.

use sqlx::Error;

use super::Db;
use crate::list::{Entry, EntryId};

/// A shopper's list, in the order in which it was written.
pub async fn of(db: &Db, shopper: &str) -> Result<Vec<Entry>, Error> {
    sqlx::query_as("SELECT key AS id, text, done FROM entries WHERE shopper = ? ORDER BY entries.id")
        .bind(shopper)
        .fetch_all(db)
        .await
}

/// Adds an entry. Changes nothing and says `false` when there are `most` already.
pub async fn add(db: &Db, shopper: &str, entry: &Entry, most: u32) -> Result<bool, Error> {
    let insert = sqlx::query(
        "INSERT INTO entries (shopper, key, text)
         SELECT ?1, ?2, ?3 WHERE (SELECT count(*) FROM entries WHERE shopper = ?1) < ?4",
    );
    let insert = insert.bind(shopper).bind(&entry.id).bind(&entry.text).bind(most);
    Ok(insert.execute(db).await?.rows_affected() == 1)
}

/// Marks an entry. Nothing if the shopper has no such entry.
pub async fn set(db: &Db, shopper: &str, entry: &EntryId, done: bool) -> Result<Option<()>, Error> {
    let update = sqlx::query("UPDATE entries SET done = ? WHERE key = ? AND shopper = ?");
    let changed = update.bind(done).bind(entry).bind(shopper).execute(db).await?;
    Ok((changed.rows_affected() > 0).then_some(()))
}

pub async fn delete(db: &Db, shopper: &str, entry: &EntryId) -> Result<(), Error> {
    let delete = sqlx::query("DELETE FROM entries WHERE key = ? AND shopper = ?");
    delete.bind(entry).bind(shopper).execute(db).await.map(drop)
}
