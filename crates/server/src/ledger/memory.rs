//! A store that lasts as long as the process.
//!
//! Answers lie in pieces of 256 KiB, in the order in which they were given, each behind its entry's id and its time. So
//! the oldest stands at the front, and a hundred thousand small ones do not lie between everything else that the process
//! allocates, which would make each allocation slower.

mod answers;

use std::{
    collections::HashMap,
    future::ready,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use futures_util::future::BoxFuture;

use self::answers::{Answers, Place};
use super::{Entry, EntryId, Found, Store, StoreError};

/// How long an answer is kept.
const KEPT_FOR: Duration = Duration::from_secs(24 * 60 * 60);
/// The most entries.
const MOST: usize = 100_000;
/// The most bytes of answers.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// Keeps the ledger in memory: at most 100,000 entries and 32 MiB of answers, each for at most a day. The oldest answer
/// goes first; entries that are being carried out never do.
#[derive(Debug)]
pub struct MemoryStore {
    inner: Mutex<Inner>,
    begun: Instant,
    most: usize,
    most_bytes: usize,
}

#[derive(Debug, Default)]
struct Inner {
    entries: HashMap<EntryId, Kept>,
    answers: Answers,
}

/// An entry, and where its answer is, if it has one.
#[derive(Debug)]
struct Kept {
    entry: Entry,
    answer: Option<Place>,
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::bounded(MOST, MOST_BYTES)
    }
}

impl MemoryStore {
    /// With room for so many entries and so many bytes of answers.
    #[must_use]
    pub fn bounded(most: usize, most_bytes: usize) -> Self {
        Self {
            inner: Mutex::default(),
            begun: Instant::now(),
            most,
            most_bytes,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// In seconds since the store was made.
    fn now(&self) -> u32 {
        u32::try_from(self.begun.elapsed().as_secs()).unwrap_or(u32::MAX)
    }
}

impl Inner {
    fn find(&self, id: EntryId) -> Option<Found> {
        let kept = self.entries.get(&id)?;
        let answer = kept.answer.map(|place| self.answers.get(place).to_vec());
        Some(Found::new(kept.entry, answer))
    }

    fn take(&mut self, id: EntryId, entry: Entry, most: usize) -> Result<Option<Found>, StoreError> {
        if let Some(found) = self.find(id) {
            return Ok(Some(found));
        }
        while self.entries.len() >= most {
            if !self.forget_oldest() {
                return Err(format!("all {most} entries of the ledger are being carried out").into());
            }
        }
        self.entries.insert(id, Kept { entry, answer: None });
        Ok(None)
    }

    fn finish(&mut self, id: EntryId, answer: &[u8], now: u32, most_bytes: usize) {
        let is_old = |time: u32| Duration::from_secs((now - time.min(now)).into()) >= KEPT_FOR;
        while self.answers.bytes() + answer.len() > most_bytes || self.answers.oldest().is_some_and(is_old) {
            if !self.forget_oldest() {
                break;
            }
        }
        // One answer for each entry, the first: what is told again is what was told.
        if let Some(kept) = self.entries.get_mut(&id).filter(|kept| kept.answer.is_none()) {
            kept.answer = Some(self.answers.push(id, now, answer));
        }
    }

    fn forget_oldest(&mut self) -> bool {
        let oldest = self.answers.pop();
        oldest.is_some_and(|id| self.entries.remove(&id).is_some())
    }
}

impl Store for MemoryStore {
    fn claim<'a>(&'a self, id: EntryId, entry: &'a Entry) -> BoxFuture<'a, Result<Option<Found>, StoreError>> {
        let claimed = self.lock().take(id, *entry, self.most);
        Box::pin(ready(claimed))
    }

    fn finish(&self, id: EntryId, answer: Vec<u8>) -> BoxFuture<'_, Result<(), StoreError>> {
        let now = self.now();
        self.lock().finish(id, &answer, now, self.most_bytes);
        Box::pin(ready(Ok(())))
    }

    fn release(&self, id: EntryId) -> BoxFuture<'_, Result<(), StoreError>> {
        let mut inner = self.lock();
        if inner.entries.get(&id).is_some_and(|kept| kept.answer.is_none()) {
            inner.entries.remove(&id);
        }
        Box::pin(ready(Ok(())))
    }

    fn find(&self, id: EntryId) -> BoxFuture<'_, Result<Option<Found>, StoreError>> {
        let found = self.lock().find(id);
        Box::pin(ready(Ok(found)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u8) -> EntryId {
        EntryId([number; 32])
    }

    const ENTRY: Entry = Entry::new([1; 32], [2; 32]);

    #[tokio::test]
    async fn the_oldest_answer_makes_room_and_what_runs_stays() {
        let store = MemoryStore::bounded(2, 1_000);
        assert_eq!(store.claim(id(1), &ENTRY).await.unwrap(), None);
        assert_eq!(store.claim(id(2), &ENTRY).await.unwrap(), None);
        assert!(store.claim(id(3), &ENTRY).await.is_err(), "both run");
        store.finish(id(2), vec![0; 10]).await.unwrap();
        assert_eq!(store.claim(id(3), &ENTRY).await.unwrap(), None);
        assert!(store.claim(id(1), &ENTRY).await.unwrap().is_some(), "it runs");
        assert_eq!(store.find(id(2)).await.unwrap(), None, "it made room");
        assert_eq!(store.lock().answers.bytes(), 0);
    }

    #[tokio::test]
    async fn the_bytes_of_answers_are_bounded() {
        let store = MemoryStore::bounded(10, 100);
        for number in 1..=5 {
            store.claim(id(number), &ENTRY).await.unwrap();
            store.finish(id(number), vec![number; 40]).await.unwrap();
        }
        assert_eq!(store.lock().answers.bytes(), 80);
        assert_eq!(store.find(id(3)).await.unwrap(), None);
        let kept = store.find(id(4)).await.unwrap().unwrap();
        assert_eq!(kept.answer, Some(vec![4; 40]));
    }

    #[tokio::test]
    async fn an_answer_is_forgotten_after_a_day() {
        let store = MemoryStore::bounded(10, 1_000);
        for (number, now) in [(1, 0), (2, 1), (3, 24 * 60 * 60)] {
            store.claim(id(number), &ENTRY).await.unwrap();
            store.lock().finish(id(number), b"answer", now, store.most_bytes);
        }
        assert_eq!(store.find(id(1)).await.unwrap(), None);
        assert!(store.find(id(2)).await.unwrap().is_some());
    }

    #[tokio::test]
    async fn the_first_answer_of_an_entry_stands() {
        let store = MemoryStore::default();
        store.claim(id(1), &ENTRY).await.unwrap();
        for answer in [b"first", b"other"] {
            store.finish(id(1), answer.to_vec()).await.unwrap();
        }
        let found = store.find(id(1)).await.unwrap().unwrap();
        assert_eq!(found.answer.as_deref(), Some(&b"first"[..]));
        assert_eq!(store.lock().answers.bytes(), 5);
    }
}
