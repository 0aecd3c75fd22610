//! What can be done with a reading list.

use leptos_actions::{IntentId, Optimistic, prelude::*};
use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
use crate::{
    db::{self, Db},
    shopper::Shopper,
    text::can_be_seen,
};

/// An entry's name: that of the intent which made it, so that its row is there before the server knows of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::Type), sqlx(transparent))]
pub struct EntryId(pub String);

/// Something to read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::FromRow))]
pub struct Entry {
    pub id: EntryId,
    pub text: String,
    pub done: bool,
}

/// Something that was taken off the list and can be put back.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::FromRow))]
pub struct DeletedEntry {
    pub id: EntryId,
    pub text: String,
    pub deleted_at: i64,
}

impl Entry {
    fn new(intent: &IntentId, text: &str) -> Self {
        Self {
            id: EntryId(intent.as_str().to_owned()),
            text: text.trim().to_owned(),
            done: false,
        }
    }
}

// lines: list
/// The most entries of one list.
#[cfg(not(target_arch = "wasm32"))]
const MOST: u32 = 500;

/// Why nothing is put on a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, PublicError)]
pub enum ListError {
    #[error("the list is full")]
    #[public(message = "Your list is full. Delete something first.")]
    Full,
    #[error("too much time has passed")]
    #[public(message = "It is too late to put this back.")]
    Gone,
}

/// The caller's list, in the order in which it was written.
#[query]
pub async fn get_list(#[caller] shopper: Shopper, #[extract] State(db): State<Db>) -> CallResult<Vec<Entry>> {
    Ok(db::entries::of(&db, &shopper.id).await?)
}

/// Writes something at the end of the caller's list. One after the other, so that their order is that of the pressing.
#[action(queue, optimistic(GetList))]
pub async fn add_entry(
    #[caller] shopper: Shopper,
    #[form(length = 1..=200)] text: String,
    #[extract] intent: IntentId,
    #[extract] State(db): State<Db>,
) -> CallResult<(), ListError> {
    let entry = Entry::new(&intent, &text);
    if !can_be_seen(&entry.text) {
        Err(leptos_actions::FieldErrors::one("text", "required"))?;
    }
    let added = db::entries::add(&db, &shopper.id, &entry, MOST).await?;
    if added { Ok(()) } else { Err(ListError::Full)? }
}

impl Optimistic<GetList> for AddEntry {
    fn apply(&self, intent: &IntentId, list: &mut Vec<Entry>) {
        list.push(Entry::new(intent, &self.text));
    }
}

/// Says whether something was read.
#[action(queue(entry), optimistic(GetList))]
pub async fn set_entry(
    #[caller] shopper: Shopper,
    entry: EntryId,
    done: bool,
    #[extract] State(db): State<Db>,
) -> CallResult<()> {
    db::entries::set(&db, &shopper.id, &entry, done).await?.or_not_found()
}

impl Optimistic<GetList> for SetEntry {
    fn apply(&self, _: &IntentId, list: &mut Vec<Entry>) {
        let mine = list.iter_mut().filter(|entry| entry.id == self.entry);
        mine.for_each(|entry| entry.done = self.done);
    }
}

/// Takes something off the caller's list. What is not there any more is off it already.
#[action(optimistic(GetList), refreshes(GetDeletedEntries))]
pub async fn delete_entry(
    #[caller] shopper: Shopper,
    entry: EntryId,
    #[extract] State(db): State<Db>,
) -> CallResult<()> {
    Ok(db::entries::delete(&db, &shopper.id, &entry).await?)
}

impl Optimistic<GetList> for DeleteEntry {
    fn apply(&self, _: &IntentId, list: &mut Vec<Entry>) {
        list.retain(|entry| entry.id != self.entry);
    }
}
// lines: end

/// Returns the entries that the caller has taken off the list just now.
#[query]
pub async fn get_deleted_entries(
    #[caller] shopper: Shopper,
    #[extract] State(db): State<Db>,
) -> CallResult<Vec<DeletedEntry>> {
    Ok(db::entries::deleted(&db, &shopper.id).await?)
}

/// Puts something back on the caller's list, where it was. What is there already is where it should be.
#[action(refreshes(GetList, GetDeletedEntries))]
pub async fn restore_entry(
    #[caller] shopper: Shopper,
    entry: EntryId,
    #[extract] State(db): State<Db>,
) -> CallResult<(), ListError> {
    let is_there = db::entries::restore(&db, &shopper.id, &entry, MOST).await?;
    if is_there.ok_or(ListError::Gone)? {
        Ok(())
    } else {
        Err(ListError::Full)?
    }
}
