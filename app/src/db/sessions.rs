//! Who holds which session. A token is known here by its hash alone.

use sqlx::Error;

use super::{Db, removed};
use crate::account::MemberId;

/// How long a session lives after it was last used, in seconds.
pub const LIFETIME: i64 = 30 * 24 * 60 * 60;
/// How long it is remembered that a session was replaced by another, in seconds: until requests that were on their way have
/// come. Whoever never got the answer with the new one is refused for no longer.
const REMEMBERED: i64 = 20;
/// How exactly its last use is known, in seconds: not every page is worth a write.
const GLANCE: i64 = 60 * 60;

/// Whose session it is, if it is one and has not ended. Being asked for, it lives on.
pub async fn find(db: &Db, token: &str) -> Result<Option<Option<MemberId>>, Error> {
    let select = "SELECT member, seen_at <= unixepoch() - ? FROM sessions WHERE token = ? AND expires_at > unixepoch()";
    let found: Option<(Option<MemberId>, bool)> = sqlx::query_as(select)
        .bind(GLANCE)
        .bind(token)
        .fetch_optional(db)
        .await?;
    let Some((member, is_due)) = found else { return Ok(None) };
    if is_due {
        sqlx::query("UPDATE sessions SET seen_at = unixepoch(), expires_at = unixepoch() + ? WHERE token = ?")
            .bind(LIFETIME)
            .bind(token)
            .execute(db)
            .await?;
    }
    Ok(Some(member))
}

/// Whether another session has taken its place just now.
pub async fn is_over(db: &Db, token: &str) -> Result<bool, Error> {
    let over: Option<i64> =
        sqlx::query_scalar("SELECT ended_at FROM past_sessions WHERE token = ? AND ended_at > unixepoch() - ?")
            .bind(token)
            .bind(REMEMBERED)
            .fetch_optional(db)
            .await?;
    Ok(over.is_some())
}

/// Begins the session of a visitor without a name.
pub async fn begin(db: &Db, token: &str) -> Result<(), Error> {
    insert(token, None).execute(db).await.map(drop)
}

/// Ends a session and begins another, whole or not at all. What a visitor without a name has in the cart and on the
/// list, and what they like, joins the member's. The `others`, which the same browser has sent, only end.
pub async fn rotate(
    db: &Db,
    old: Option<&str>,
    others: &[String],
    new: &str,
    member: Option<MemberId>,
) -> Result<(), Error> {
    let mut transaction = db.begin_with("BEGIN IMMEDIATE").await?;
    if let (Some(old), Some(member)) = (old, member) {
        sqlx::query(JOIN)
            .bind(member.cart())
            .bind(old)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM cart_lines WHERE shopper = ?")
            .bind(old)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("UPDATE OR REPLACE removed_lines SET shopper = ? WHERE shopper = ?")
            .bind(member.cart())
            .bind(old)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("UPDATE entries SET shopper = ? WHERE shopper = ?")
            .bind(member.cart())
            .bind(old)
            .execute(&mut *transaction)
            .await?;
        // What both like is liked once.
        sqlx::query("UPDATE OR REPLACE likes SET shopper = ? WHERE shopper = ?")
            .bind(member.cart())
            .bind(old)
            .execute(&mut *transaction)
            .await?;
    }
    for ended in old.into_iter().chain(others.iter().map(String::as_str)) {
        sqlx::query(
            "INSERT OR REPLACE INTO past_sessions (token, ended_at) \
             SELECT token, unixepoch() FROM sessions WHERE token = ?",
        )
        .bind(ended)
        .execute(&mut *transaction)
        .await?;
        sqlx::query("DELETE FROM sessions WHERE token = ?")
            .bind(ended)
            .execute(&mut *transaction)
            .await?;
    }
    insert(new, member).execute(&mut *transaction).await?;
    transaction.commit().await
}

/// Quantities of one book add up, to 99 and to what is in stock. What is more than that is left out, but never what one of
/// the two carts had by itself.
const JOIN: &str = "INSERT INTO cart_lines (shopper, book, quantity, added_at) \
     SELECT ?1, book, quantity, added_at FROM cart_lines WHERE shopper = ?2 \
     ON CONFLICT (shopper, book) DO UPDATE SET quantity = max(quantity, excluded.quantity, \
     min(quantity + excluded.quantity, 99, (SELECT stock FROM books WHERE id = excluded.book)))";

/// Forgets sessions that have ended, the carts and lists of those that nobody will come back to, and what was taken out of
/// these too long ago to be put back. Gives how many sessions.
pub async fn sweep(db: &Db) -> Result<u64, Error> {
    let ended = sqlx::query("DELETE FROM sessions WHERE expires_at <= unixepoch()")
        .execute(db)
        .await?;
    sqlx::query("DELETE FROM past_sessions WHERE ended_at <= unixepoch() - ?")
        .bind(REMEMBERED)
        .execute(db)
        .await?;
    for table in ["cart_lines", "removed_lines", "entries", "likes"] {
        let nobodys = format!(
            "DELETE FROM {table} WHERE shopper NOT LIKE 'member:%' AND shopper NOT IN (SELECT token FROM sessions)"
        );
        sqlx::query(sqlx::AssertSqlSafe(nobodys)).execute(db).await?;
    }
    removed::sweep(db).await?;
    Ok(ended.rows_affected())
}

type Query = sqlx::query::Query<'static, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

fn insert(token: &str, member: Option<MemberId>) -> Query {
    let insert = "INSERT INTO sessions (token, member, created_at, seen_at, expires_at) \
         VALUES (?, ?, unixepoch(), unixepoch(), unixepoch() + ?)";
    sqlx::query(insert).bind(token.to_owned()).bind(member).bind(LIFETIME)
}
