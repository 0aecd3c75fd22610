//! Calls of ours, with every guard that is on by itself.

use leptos_actions::prelude::*;

use crate::work::{self, Db, Note};

/// Answers with what was sent.
#[action(public)]
pub async fn echo(note: Note) -> CallResult<Note> {
    Ok(note)
}

/// Counts the bytes of a file, as somebody does who keeps none of it.
#[action(public)]
pub async fn count(#[form(max_size = "256 MiB")] file: Upload) -> CallResult<u64> {
    let mut reader = file.open();
    let mut bytes = 0;
    while let Some(chunk) = reader.chunk().await? {
        bytes += chunk.len() as u64;
    }
    Ok(bytes)
}

/// Writes a row.
#[action(public)]
pub async fn insert(note: Note, #[extract] State(db): State<Db>) -> CallResult<i64> {
    Ok(work::insert(&db, &note).await?)
}
