//! What people wrote to the shop.

use sqlx::Error;

use super::Db;

/// Keeps a message.
pub async fn add(db: &Db, name: &str, email: &str, message: &str) -> Result<(), Error> {
    let insert = sqlx::query("INSERT INTO messages (name, email, message) VALUES (?, ?, ?)");
    insert.bind(name).bind(email).bind(message).execute(db).await.map(drop)
}
