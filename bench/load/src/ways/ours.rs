//! Calls of ours, with every guard that is on by itself.

use leptos_actions::prelude::*;

use crate::work::{self, Db, Note};

/// Answers with what was sent.
#[action(public)]
pub async fn echo(note: Note) -> CallResult<Note> {
    Ok(note)
}

/// Writes a row.
#[action(public)]
pub async fn insert(note: Note, #[extract] State(db): State<Db>) -> CallResult<i64> {
    Ok(work::insert(&db, &note).await?)
}
