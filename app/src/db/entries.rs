//! Reading and changing reading lists.

use sqlx::Error;

use super::{
    Db,
    removed::{KEPT, OFFERED},
};
use crate::list::{DeletedEntry, Entry, EntryId};

/// A shopper's list, in the order in which it was written.
pub async fn of(db: &Db, shopper: &str) -> Result<Vec<Entry>, Error> {
    let select =
        "SELECT key AS id, text, done FROM entries WHERE shopper = ? AND deleted_at IS NULL ORDER BY entries.id";
    sqlx::query_as(select).bind(shopper).fetch_all(db).await
}

/// Adds an entry. Changes nothing and says `false` when there are `most` already.
pub async fn add(db: &Db, shopper: &str, entry: &Entry, most: u32) -> Result<bool, Error> {
    let insert = sqlx::query(
        "INSERT INTO entries (shopper, key, text)
         SELECT ?1, ?2, ?3 WHERE (SELECT count(*) FROM entries WHERE shopper = ?1 AND deleted_at IS NULL) < ?4",
    );
    let insert = insert.bind(shopper).bind(&entry.id).bind(&entry.text).bind(most);
    Ok(insert.execute(db).await?.rows_affected() == 1)
}

/// Marks an entry. Nothing if the shopper has no such entry.
pub async fn set(db: &Db, shopper: &str, entry: &EntryId, done: bool) -> Result<Option<()>, Error> {
    let update = sqlx::query("UPDATE entries SET done = ? WHERE key = ? AND shopper = ? AND deleted_at IS NULL");
    let changed = update.bind(done).bind(entry).bind(shopper).execute(db).await?;
    Ok((changed.rows_affected() > 0).then_some(()))
}

/// Takes an entry off the list. It is kept for a while, so that it can be put back.
pub async fn delete(db: &Db, shopper: &str, entry: &EntryId) -> Result<(), Error> {
    let delete = "UPDATE entries SET deleted_at = unixepoch('subsec') * 1000 \
         WHERE key = ? AND shopper = ? AND deleted_at IS NULL";
    sqlx::query(delete)
        .bind(entry)
        .bind(shopper)
        .execute(db)
        .await
        .map(drop)
}

/// Returns the entries that a shopper has taken off the list just now, in that order.
pub async fn deleted(db: &Db, shopper: &str) -> Result<Vec<DeletedEntry>, Error> {
    sqlx::query_as(
        "SELECT key AS id, text, deleted_at FROM entries \
         WHERE shopper = ? AND deleted_at > unixepoch('subsec') * 1000 - ? ORDER BY deleted_at",
    )
    .bind(shopper)
    .bind(OFFERED)
    .fetch_all(db)
    .await
}

/// Puts an entry back where it was. Changes nothing and says `false` when there are `most` already; nothing if the shopper
/// has no such entry, or none any more.
pub async fn restore(db: &Db, shopper: &str, entry: &EntryId, most: u32) -> Result<Option<bool>, Error> {
    let update = sqlx::query(
        "UPDATE entries SET deleted_at = NULL \
         WHERE shopper = ?1 AND key = ?2 AND deleted_at >= unixepoch('subsec') * 1000 - ?3 \
         AND (SELECT count(*) FROM entries WHERE shopper = ?1 AND deleted_at IS NULL) < ?4",
    );
    let update = update.bind(shopper).bind(entry).bind(KEPT).bind(most);
    if update.execute(db).await?.rows_affected() > 0 {
        return Ok(Some(true));
    }
    let is_deleted = "SELECT deleted_at IS NOT NULL FROM entries WHERE shopper = ? AND key = ? \
         AND (deleted_at IS NULL OR deleted_at >= unixepoch('subsec') * 1000 - ?)";
    let is_deleted = sqlx::query_scalar(is_deleted).bind(shopper).bind(entry).bind(KEPT);
    let is_deleted: Option<bool> = is_deleted.fetch_optional(db).await?;
    Ok(is_deleted.map(|is_deleted| !is_deleted))
}
