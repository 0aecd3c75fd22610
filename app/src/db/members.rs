//! Who has an account.

use sqlx::Error;

use super::Db;
use crate::account::{Account, MemberId};

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

pub async fn name(db: &Db, member: MemberId) -> Result<Option<String>, Error> {
    sqlx::query_scalar("SELECT name FROM members WHERE id = ?")
        .bind(member)
        .fetch_optional(db)
        .await
}

pub async fn account(db: &Db, member: MemberId) -> Result<Option<Account>, Error> {
    sqlx::query_as("SELECT id, name, email, bio FROM members WHERE id = ?")
        .bind(member)
        .fetch_optional(db)
        .await
}

pub async fn save(db: &Db, member: MemberId, name: &str, bio: &str) -> Result<(), Error> {
    let update = sqlx::query("UPDATE members SET name = ?, bio = ? WHERE id = ?");
    update.bind(name).bind(bio).bind(member).execute(db).await.map(drop)
}
