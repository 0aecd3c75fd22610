//! A store that lasts as long as the process.

use std::{
    collections::{HashMap, VecDeque},
    future::ready,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use futures_util::future::BoxFuture;

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
    most: usize,
    most_bytes: usize,
}

#[derive(Debug, Default)]
struct Inner {
    entries: HashMap<EntryId, Found>,
    /// Answered entries, the oldest first.
    answered: VecDeque<(EntryId, Instant)>,
    bytes: usize,
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
            most,
            most_bytes,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn take(&mut self, id: EntryId, entry: &Entry, most: usize) -> Result<Option<Found>, StoreError> {
        if let Some(found) = self.entries.get(&id) {
            return Ok(Some(found.clone()));
        }
        while self.entries.len() >= most {
            if !self.forget_oldest() {
                return Err(format!("all {most} entries of the ledger are being carried out").into());
            }
        }
        self.entries.insert(id, Found::new(*entry, None));
        Ok(None)
    }

    fn finish(&mut self, id: EntryId, answer: Vec<u8>, most_bytes: usize) {
        let now = Instant::now();
        let is_old = |answered: &(EntryId, Instant)| now.duration_since(answered.1) >= KEPT_FOR;
        while self.bytes + answer.len() > most_bytes || self.answered.front().is_some_and(is_old) {
            if !self.forget_oldest() {
                break;
            }
        }
        if let Some(found) = self.entries.get_mut(&id) {
            self.bytes += answer.len();
            found.answer = Some(answer);
            self.answered.push_back((id, now));
        }
    }

    fn forget_oldest(&mut self) -> bool {
        let Some((id, _)) = self.answered.pop_front() else {
            return false;
        };
        let forgotten = self.entries.remove(&id);
        self.bytes -= forgotten
            .and_then(|found| found.answer)
            .map_or(0, |answer| answer.len());
        true
    }
}

impl Store for MemoryStore {
    fn claim<'a>(&'a self, id: EntryId, entry: &'a Entry) -> BoxFuture<'a, Result<Option<Found>, StoreError>> {
        let claimed = self.lock().take(id, entry, self.most);
        Box::pin(ready(claimed))
    }

    fn finish(&self, id: EntryId, answer: Vec<u8>) -> BoxFuture<'_, Result<(), StoreError>> {
        self.lock().finish(id, answer, self.most_bytes);
        Box::pin(ready(Ok(())))
    }

    fn release(&self, id: EntryId) -> BoxFuture<'_, Result<(), StoreError>> {
        let mut inner = self.lock();
        if inner.entries.get(&id).is_some_and(|found| found.answer.is_none()) {
            inner.entries.remove(&id);
        }
        Box::pin(ready(Ok(())))
    }

    fn find(&self, id: EntryId) -> BoxFuture<'_, Result<Option<Found>, StoreError>> {
        let found = self.lock().entries.get(&id).cloned();
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
        assert_eq!(store.lock().bytes, 0);
    }

    #[tokio::test]
    async fn the_bytes_of_answers_are_bounded() {
        let store = MemoryStore::bounded(10, 100);
        for number in 1..=5 {
            store.claim(id(number), &ENTRY).await.unwrap();
            store.finish(id(number), vec![0; 40]).await.unwrap();
        }
        assert_eq!(store.lock().bytes, 80);
        assert_eq!(store.find(id(3)).await.unwrap(), None);
        assert!(store.find(id(4)).await.unwrap().is_some());
    }
}
