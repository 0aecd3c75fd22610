//! What a page asks for that an action leads to: it came with the action's answer.
//!
//! It waits for the queries of that page for a few seconds. The answer to any later action takes its place, for it may be
//! stale then.

use std::sync::{Mutex, MutexGuard, PoisonError};

use leptos_actions_core::wire::{Answer, Read, Span};

/// How long it waits, in milliseconds.
const KEPT_FOR: u32 = 5_000;

static AHEAD: Mutex<Ahead> = Mutex::new(Ahead {
    reads: Vec::new(),
    number: 0,
    newest: None,
});

struct Ahead {
    reads: Vec<Read>,
    number: u32,
    /// When the newest action ran of which this page knows.
    newest: Option<Span>,
}

fn ahead() -> MutexGuard<'static, Ahead> {
    AHEAD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps what came with an action's answer, in the place of what came before. What was read before another action of this
/// page ran is nothing to keep.
pub(crate) fn keep(answer: &Answer) {
    let mut ahead = ahead();
    ahead.heard(answer.ran);
    let reads = answer.reads.iter().filter(|read| !ahead.is_old(read));
    let reads: Vec<_> = reads.cloned().collect();
    let is_any = !reads.is_empty();
    ahead.number = ahead.number.wrapping_add(1);
    ahead.reads = reads;
    let number = ahead.number;
    drop(ahead);
    if is_any {
        wasm_bindgen_futures::spawn_local(async move {
            crate::sleep(KEPT_FOR).await;
            forget(number);
        });
    }
}

impl Ahead {
    fn heard(&mut self, ran: Option<Span>) {
        let is_newer = |ran: &Span| {
            self.newest
                .is_none_or(|newest| ran.epoch != newest.epoch || ran.ended > newest.ended)
        };
        self.newest = ran.filter(is_newer).or(self.newest);
    }

    fn is_old(&self, read: &Read) -> bool {
        let (Some(newest), Some(reading)) = (self.newest, &read.answer.read) else {
            return false;
        };
        newest.epoch == reading.span.epoch && reading.span.began < newest.ended
    }
}

/// Forgets all of it, since something has changed elsewhere.
pub fn forget_ahead() {
    ahead().reads.clear();
}

fn forget(number: u32) {
    let mut ahead = ahead();
    if ahead.number == number {
        ahead.reads.clear();
    }
}

/// The answer to a query that came before it was asked.
#[must_use]
pub fn take_ahead(call: &str, arguments: &[u8]) -> Option<Answer> {
    let reads = &mut ahead().reads;
    let place = reads
        .iter()
        .position(|read| read.call == call && **read.arguments == *arguments)?;
    Some(reads.swap_remove(place).answer)
}
