//! What ran when in this process, by a clock that counts and tells no time.
//!
//! The browser compares these to know which of two values is the newer one, and whether an intent is in it: see
//! `leptos_actions_client::log`. Another process has another clock, and says so.

use std::{
    collections::{HashMap, VecDeque},
    hash::{BuildHasher, RandomState},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use leptos_actions_core::wire::{Contained, Span};

/// How many intents are remembered that have ended.
const MOST: usize = 10_000;

/// What an intent is known by: a hash of its key and of its principal, see `ledger::intent_hash`.
pub(crate) type IntentHash = [u8; 32];

/// The clock of a process, and the intents that it carries out or has.
#[derive(Debug)]
pub(crate) struct Clock {
    epoch: u64,
    now: AtomicU64,
    intents: Mutex<Intents>,
}

#[derive(Debug, Default)]
struct Intents {
    known: HashMap<IntentHash, Run>,
    /// Those that have, the oldest first.
    oldest: VecDeque<IntentHash>,
}

/// When an intent ran.
#[derive(Debug)]
struct Run {
    began: u64,
    /// Nothing as long as it runs.
    ended: Option<u64>,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            epoch: RandomState::new().hash_one(0),
            now: AtomicU64::new(1),
            intents: Mutex::default(),
        }
    }
}

impl Clock {
    /// Another moment.
    pub(crate) fn tick(&self) -> u64 {
        self.now.fetch_add(1, Ordering::SeqCst)
    }

    /// From `began` until now.
    pub(crate) fn since(&self, began: u64) -> Span {
        Span {
            epoch: self.epoch,
            began,
            ended: self.tick(),
        }
    }

    /// At some time before now.
    pub(crate) fn before(&self) -> Span {
        self.since(0)
    }

    /// An intent begins to run.
    pub(crate) fn begin(&self, intent: IntentHash) -> u64 {
        let mut intents = self.intents();
        let began = self.tick();
        intents.known.insert(intent, Run { began, ended: None });
        began
    }

    /// It has ended, and its answer is kept.
    pub(crate) fn end(&self, intent: IntentHash, began: u64) -> Span {
        let span = self.since(began);
        let mut intents = self.intents();
        let ended = Some(span.ended);
        intents.known.insert(intent, Run { began, ended });
        intents.oldest.push_back(intent);
        if intents.oldest.len() > MOST
            && let Some(oldest) = intents.oldest.pop_front()
        {
            intents.known.remove(&oldest);
        }
        span
    }

    /// Nothing has happened under it.
    pub(crate) fn free(&self, intent: &IntentHash) {
        self.intents().known.remove(intent);
    }

    /// Whether an intent is in a value that was read at that time. One that is not known here may run elsewhere.
    pub(crate) fn contained(&self, intent: &IntentHash, read: &Span) -> Contained {
        match self.intents().known.get(intent) {
            Some(Run { ended: Some(ended), .. }) if *ended <= read.began => Contained::Yes,
            // A value that was kept may be older than the intent.
            Some(run) if run.began >= read.ended => Contained::No,
            Some(_) => Contained::Running,
            None => Contained::Unknown,
        }
    }

    /// Whether it runs or has run.
    pub(crate) fn knows(&self, intent: &IntentHash) -> bool {
        self.intents().known.contains_key(intent)
    }

    /// Whether it runs no more.
    pub(crate) fn has_ended(&self, intent: &IntentHash) -> bool {
        self.intents().known.get(intent).is_some_and(|run| run.ended.is_some())
    }

    fn intents(&self) -> MutexGuard<'_, Intents> {
        self.intents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_holds_what_ended_before_it_was_read() {
        let clock = Clock::default();
        let intent = [1; 32];
        let before = clock.since(clock.tick());
        assert_eq!(clock.contained(&intent, &before), Contained::Unknown);
        let began = clock.begin(intent);
        assert_eq!(clock.contained(&intent, &before), Contained::No, "it began after that");
        let during = clock.tick();
        assert_eq!(clock.contained(&intent, &clock.since(during)), Contained::Running);
        clock.end(intent, began);
        assert_eq!(clock.contained(&intent, &clock.since(during)), Contained::Running);
        assert_eq!(clock.contained(&intent, &clock.since(clock.tick())), Contained::Yes);
        clock.free(&intent);
        assert_eq!(clock.contained(&intent, &clock.since(clock.tick())), Contained::Unknown);
    }

    #[test]
    fn no_more_than_so_many_are_remembered() {
        let clock = Clock::default();
        for number in 0..MOST + 10 {
            let mut intent = [0; 32];
            intent[..8].copy_from_slice(&number.to_le_bytes());
            let began = clock.begin(intent);
            clock.end(intent, began);
        }
        assert_eq!(clock.intents().known.len(), MOST);
    }

    #[test]
    fn another_process_has_another_clock() {
        assert_ne!(Clock::default().before().epoch, Clock::default().before().epoch);
    }
}
