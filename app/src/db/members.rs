//! Who has an account.

use leptos_actions::StoredFile;
use sqlx::Error;

use super::Db;
use crate::account::{Account, Me, MemberId};

/// Keeps a new member. Nothing when there is one with this address, in whatever case it is written.
pub async fn add(db: &Db, name: &str, email: &str, password: &str) -> Result<Option<MemberId>, Error> {
    let insert = sqlx::query_scalar(
        "INSERT INTO members (name, email, password) VALUES (?, ?, ?) ON CONFLICT (email) DO NOTHING RETURNING id",
    );
    insert.bind(name).bind(email).bind(password).fetch_optional(db).await
}

/// A member and the hash of their password.
pub async fn by_email(db: &Db, email: &str) -> Result<Option<(MemberId, String)>, Error> {
    sqlx::query_as("SELECT id, password FROM members WHERE email = ?")
        .bind(email)
        .fetch_optional(db)
        .await
}

pub async fn me(db: &Db, member: MemberId) -> Result<Option<Me>, Error> {
    sqlx::query_as("SELECT id, name, avatar FROM members WHERE id = ?")
        .bind(member)
        .fetch_optional(db)
        .await
}

pub async fn account(db: &Db, member: MemberId) -> Result<Option<Account>, Error> {
    sqlx::query_as("SELECT id, name, email, bio, avatar FROM members WHERE id = ?")
        .bind(member)
        .fetch_optional(db)
        .await
}

/// Saves an account, and its picture if there is a new one. Gives the picture that was replaced.
pub async fn save(
    db: &Db,
    member: MemberId,
    name: &str,
    bio: &str,
    avatar: Option<&StoredFile>,
) -> Result<Option<StoredFile>, Error> {
    let mut transaction = db.begin_with("BEGIN IMMEDIATE").await?;
    let old: Option<Option<String>> = sqlx::query_scalar("SELECT avatar FROM members WHERE id = ?")
        .bind(member)
        .fetch_optional(&mut *transaction)
        .await?;
    sqlx::query("UPDATE members SET name = ?, bio = ?, avatar = coalesce(?, avatar) WHERE id = ?")
        .bind(name)
        .bind(bio)
        .bind(avatar.map(StoredFile::as_str))
        .bind(member)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    let replaced = old.flatten().filter(|_| avatar.is_some());
    Ok(replaced.and_then(|id| id.parse().ok()))
}
