//! Step 11: what is asked for twice is done once.
//!
//! 1. A key names an intent. Programs send it as [`Idempotency-Key`](leptos_actions_core::IdempotencyKey), our client
//!    does so for every action, and every `<ServerForm>` has one in a hidden field. A call without a key is run.
//! 2. The first to claim a key runs. Whoever comes while it runs waits for it, and whoever comes later is answered
//!    what was answered, with its cookies, headers and redirect.
//! 3. A key that comes as a header stands for the arguments it came with: with others it is refused with 422. A form's
//!    key covers its values, so that a corrected form is another intent.
//! 4. An entry belongs to the principal that made it, and a key counts within it. Of a visitor whose session this very
//!    request began, only the key is known: what such a visitor asked for is found by a key of 128 bits alone, by others
//!    as new and by the visitor the answer made. A shorter key is refused from them.
//! 5. Nothing has happened where a field was refused, a limit hit, or the answer is "not just now": the key is free
//!    again. Everything else that a body answers is kept, errors included.
//! 6. A call with a key runs to its end when its caller goes away. The next attempt finds the answer.
//! 7. Whoever asked may take it back: see [`Commit`](crate::Commit). Then it is answered with [`CallError::Aborted`], also
//!    to an attempt that arrives later. Where the intent began under another principal, as it does for somebody who has
//!    signed out since, the answer is [`CallError::Unknown`]: it is not theirs to know what became of it.
//! 8. A panic in the application's types, a store that cannot be written, a task that is dropped: the call is taken off
//!    the list of those that run, its key ends as [`CallError::Unknown`], and a retry is told that at once.
//! 9. A server that dies leaves an entry without an answer. Nobody knows what became of it, so it is not run again:
//!    after its deadline it is answered with [`CallError::Unknown`].
//!
//! Guarantee: at most once, and an explicit "unknown" where it cannot be known. It holds as long as the [`Store`]
//! keeps entries: [`MemoryStore`] until the end of the process, a database beyond it.

mod entry;
mod memory;
mod record;
mod store;

use std::{
    collections::{HashMap, VecDeque},
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use futures_util::{FutureExt, future::BoxFuture};
use hmac::{Hmac, KeyInit, Mac};
use leptos_actions_core::{CallError, CallResult, Digest, FieldErrors, Internal, wire};
use sha2::Sha256;
use tokio::sync::watch;
use tracing::{Instrument, Span};

pub(crate) use self::{
    entry::{Claim, Key, hash, intent_hash},
    record::Record,
};
pub use self::{
    entry::{Entry, EntryId},
    memory::MemoryStore,
    store::{Found, Store, StoreError},
};
use crate::{
    after::Unanswered,
    call::{Endpoint, Outcome, unavailable},
    clock::Clock,
    commit::Point,
    scope::Scope,
    tasks::{self, Outliving, has_runtime},
    trace,
};

/// How often an entry is looked at that another process works on.
const GLANCE: Duration = Duration::from_millis(100);
/// How often an end is written before it is given up.
const ATTEMPTS: u32 = 3;
/// The most entries that are remembered whose end could not be written.
const MOST_LOST: usize = 1_000;

/// The errors of a body under which nothing has happened: a field was refused, a limit hit, or it is "not just now".
const FREES: [&str; 3] = ["invalid", "rate-limited", "unavailable"];

/// What is known of intents, and which of them are being carried out by this process.
#[derive(Clone)]
pub(crate) struct Ledger {
    store: Arc<dyn Store>,
    running: Arc<Mutex<Calls>>,
    /// Known to this process alone.
    secret: Arc<[u8; 64]>,
    clock: Arc<Clock>,
}

/// A call that is ready to be run.
pub(crate) struct Ready {
    pub(crate) endpoint: &'static dyn Endpoint,
    pub(crate) scope: Scope,
    pub(crate) deadline: Duration,
    pub(crate) run: BoxFuture<'static, Outcome>,
}

/// What came of a call.
pub(crate) type Done = CallResult<Settled>;

/// What a call that has a key came to.
pub(crate) struct Settled {
    pub(crate) outcome: Outcome,
    /// Where its answer is kept.
    pub(crate) entry: Option<EntryId>,
    /// When it ran; nothing if it ran before.
    pub(crate) ran: Option<wire::Span>,
}

/// The calls of this process.
#[derive(Default)]
struct Calls {
    running: HashMap<EntryId, Running>,
    /// Those that run no more and have no answer, the oldest first.
    lost: VecDeque<EntryId>,
}

/// A call that this process carries out.
struct Running {
    /// Closed when it is done.
    done: watch::Receiver<()>,
    point: Point,
}

/// What a claim came to.
enum Claimed {
    /// It is ours to run.
    Ours,
    /// It was answered before.
    Answered(EntryId, Vec<u8>),
    /// Somebody is at it.
    Running(EntryId),
}

impl Ledger {
    pub(crate) fn new(store: Arc<dyn Store>, clock: Arc<Clock>) -> Self {
        let halves = [Digest::random(), Digest::random()].map(|half| half.to_string());
        let mut secret = [0; 64];
        secret[..32].copy_from_slice(&hash(halves.each_ref().map(|half| half.as_bytes())));
        Self {
            store,
            running: Arc::default(),
            secret: Arc::new(secret),
            clock,
        }
    }

    /// The clock of this process.
    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// What only this process can make of these parts.
    pub(crate) fn seal(&self, parts: &[&[u8]]) -> [u8; 32] {
        self.mac(parts).finalize().into_bytes().into()
    }

    /// Whether this process made that seal of these parts. It takes as long for a wrong one as for a right one.
    pub(crate) fn is_sealed(&self, parts: &[&[u8]], seal: &[u8]) -> bool {
        self.mac(parts).verify_slice(seal).is_ok()
    }

    /// RFC 2104, over each part with its length.
    fn mac(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = Hmac::new(&(*self.secret).into());
        for part in parts {
            mac.update(&part.len().to_le_bytes());
            mac.update(part);
        }
        mac
    }

    /// Runs a call unless its key was seen before. It goes on when the caller goes away.
    pub(crate) async fn once(&self, claim: Claim, ready: Ready) -> Done {
        let (ledger, scope, span) = (self.clone(), ready.scope.clone(), Span::current());
        let attempt = async move { ledger.attempt(claim, ready).await };
        // What panics here is a store, or a mistake of ours; the key has ended by then, see `UnderWay`.
        let attempt = AssertUnwindSafe(attempt.in_current_span()).catch_unwind();
        let work = attempt.map(|done| done.unwrap_or(Err(CallError::Unknown)));
        let unanswered = move |done: Done| {
            let _in_span = span.enter();
            if let Ok(Settled { outcome, .. }) = done {
                // What is done with an answer is done here.
                trace::log_internal(&*outcome);
                drop(Unanswered(&scope));
            }
        };
        Outliving::new(work, unanswered).await
    }

    /// Takes an intent back. What has not come yet is not carried out when it comes; what runs is stopped if it has not
    /// passed its commit point; otherwise this waits for its answer, as a retry does.
    pub(crate) async fn abort(
        &self,
        claim: Claim,
        endpoint: &'static dyn Endpoint,
        scope: &Scope,
        deadline: Duration,
    ) -> Done {
        let patience = Instant::now() + deadline;
        loop {
            let claimed = self.claim(&claim).await;
            match claimed.map_err(|error| unavailable(scope, error))? {
                Claimed::Ours if self.clock.knows(&claim.intent) => {
                    self.conclude(claim.id, None).await;
                    return Err(CallError::Unknown);
                }
                Claimed::Ours => {
                    let record = Record::new(&claim, &*aborted(), scope).write();
                    let is_written = self.conclude(claim.id, Some(record)).await;
                    return Ok(Settled::before(aborted(), is_written.then_some(claim.id)));
                }
                Claimed::Answered(id, record) => {
                    return Ok(Settled::before(again(&record, &claim, endpoint, scope)?, Some(id)));
                }
                Claimed::Running(id) if self.is_over(id, patience) => return Err(CallError::Unknown),
                Claimed::Running(id) => {
                    if let Some(running) = self.calls().running.get(&id) {
                        running.point.stop();
                    }
                    self.glance(id).await;
                }
            }
        }
    }

    /// What was answered to a form, for the page that its caller was sent to.
    pub(crate) async fn told(&self, id: EntryId) -> Option<Record> {
        match self.store.find(id).await {
            Ok(found) => Record::read(&found?.answer?),
            Err(error) => {
                tracing::warn!(target: "leptos_actions", error = ?error.to_string(), "the ledger cannot be read");
                None
            }
        }
    }

    async fn attempt(&self, claim: Claim, ready: Ready) -> Done {
        let patience = Instant::now() + ready.deadline;
        loop {
            let claimed = self.claim(&claim).await;
            match claimed.map_err(|error| unavailable(&ready.scope, error))? {
                Claimed::Ours => return Ok(self.run(claim, ready).await),
                Claimed::Answered(id, record) => {
                    let outcome = again(&record, &claim, ready.endpoint, &ready.scope)?;
                    return Ok(Settled::before(outcome, Some(id)));
                }
                Claimed::Running(id) if self.is_over(id, patience) => return Err(CallError::Unknown),
                Claimed::Running(id) => self.glance(id).await,
            }
        }
    }

    async fn claim(&self, claim: &Claim) -> CallResult<Claimed> {
        let begun = match claim.begun {
            Some(id) => self.store.find(id).await.map_err(failed)?.map(|found| (id, found)),
            None => None,
        };
        let (id, found) = match begun {
            // What somebody else began with this key is theirs.
            Some((id, found)) if found.entry.owner == claim.entry.owner => (id, found),
            _ => match self.store.claim(claim.id, &claim.entry).await.map_err(failed)? {
                Some(found) => (claim.id, found),
                None => return Ok(Claimed::Ours),
            },
        };
        if found.entry.arguments != claim.entry.arguments {
            return Err(CallError::Invalid(FieldErrors::whole("key_reused")));
        }
        Ok(match found.answer {
            Some(record) => Claimed::Answered(id, record),
            None => Claimed::Running(id),
        })
    }

    /// Waits until this process is done with an entry, or for a moment if it is another's.
    async fn glance(&self, id: EntryId) {
        let running = self.calls().running.get(&id).map(|running| running.done.clone());
        let moment = tokio::time::sleep(GLANCE);
        match running {
            Some(mut done) => tokio::select! { _ = done.changed() => (), () = moment => () },
            None => moment.await,
        }
    }

    /// Whether an entry without an answer will have none.
    fn is_over(&self, id: EntryId, patience: Instant) -> bool {
        self.calls().lost.contains(&id) || Instant::now() >= patience
    }

    async fn run(&self, claim: Claim, ready: Ready) -> Settled {
        let Ready { scope, run, .. } = ready;
        let point = scope.commit_point().clone();
        let under_way = UnderWay::begin(self, claim, scope);
        let (claim, scope) = (&under_way.claim, &under_way.scope);
        let outcome = tokio::select! {
            biased;
            outcome = run => outcome,
            () = point.stopped() => aborted(),
        };
        let keeps = outcome.error().is_none_or(|error| !FREES.contains(&&*error.code));
        let record = keeps.then(|| Record::new(claim, &*outcome, scope).write());
        let id = claim.id;
        let is_written = self.conclude(id, record).await;
        let ran = under_way.end(keeps);
        Settled {
            outcome,
            entry: (keeps && is_written).then_some(id),
            ran,
        }
    }

    /// Keeps the answer, or frees the key. A store that is busy is asked again.
    async fn conclude(&self, id: EntryId, record: Option<Vec<u8>>) -> bool {
        for _ in 0..ATTEMPTS {
            let concluded = match &record {
                Some(record) => self.store.finish(id, record.clone()).await,
                None => self.store.release(id).await,
            };
            let Err(error) = concluded else { return true };
            tracing::error!(target: "leptos_actions", error = ?error.to_string(), "the ledger cannot be written");
            tokio::time::sleep(GLANCE).await;
        }
        // The next attempt will find an entry without an answer, and be told that.
        self.calls().lose(id);
        false
    }

    fn calls(&self) -> MutexGuard<'_, Calls> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Calls {
    fn lose(&mut self, id: EntryId) {
        if self.lost.len() == MOST_LOST {
            self.lost.pop_front();
        }
        self.lost.push_back(id);
    }
}

/// A call that is on the list of those that run, and taken off it however it ends.
struct UnderWay {
    ledger: Ledger,
    claim: Claim,
    scope: Scope,
    began: u64,
    /// Whoever waits for it. Nothing once it has ended.
    waiting: Option<watch::Sender<()>>,
}

impl UnderWay {
    fn begin(ledger: &Ledger, claim: Claim, scope: Scope) -> Self {
        let (waiting, done) = watch::channel(());
        let point = scope.commit_point().clone();
        ledger.calls().running.insert(claim.id, Running { done, point });
        Self {
            began: ledger.clock.begin(claim.intent),
            ledger: ledger.clone(),
            claim,
            scope,
            waiting: Some(waiting),
        }
    }

    /// It has ended and its end is written. When it ran, if anything may have happened.
    fn end(mut self, keeps: bool) -> Option<wire::Span> {
        self.leave();
        let Self {
            ledger, claim, began, ..
        } = &self;
        if keeps {
            return Some(ledger.clock.end(claim.intent, *began));
        }
        ledger.clock.free(&claim.intent);
        None
    }

    /// Leaves the list, and wakes those who wait. Whether it stood there still.
    fn leave(&mut self) -> bool {
        self.ledger.calls().running.remove(&self.claim.id);
        self.waiting.take().is_some()
    }
}

impl Drop for UnderWay {
    /// The end of a call that nobody saw: something of the application's panicked, or the server ends.
    fn drop(&mut self) {
        if self.waiting.is_none() {
            return;
        }
        self.ledger.clock.end(self.claim.intent, self.began);
        self.ledger.calls().lose(self.claim.id);
        self.leave();
        if has_runtime() {
            let (ledger, id) = (self.ledger.clone(), self.claim.id);
            let record = Record::unknown(&self.claim, &self.scope).write();
            tasks::spawn(async move {
                ledger.conclude(id, Some(record)).await;
            });
        }
    }
}

impl Settled {
    const fn before(outcome: Outcome, entry: Option<EntryId>) -> Self {
        Self {
            outcome,
            entry,
            ran: None,
        }
    }
}

/// What was answered before.
fn again(record: &[u8], claim: &Claim, endpoint: &dyn Endpoint, scope: &Scope) -> CallResult<Outcome> {
    let record = Record::read(record).ok_or_else(|| Internal::new("an entry of the ledger is damaged"))?;
    Ok(record.replay(endpoint, scope, claim.is_new))
}

fn aborted() -> Outcome {
    let aborted: CallResult<()> = Err(CallError::Aborted);
    Box::new(aborted)
}

/// Without its ledger nothing may be run: it might be run twice.
fn failed(error: StoreError) -> CallError {
    CallError::Internal(Internal::new(error))
}
