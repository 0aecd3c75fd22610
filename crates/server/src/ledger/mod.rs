//! Step 11: what is asked for twice is done once.
//!
//! 1. A key names an intent. Programs send it as [`Idempotency-Key`](leptos_actions_core::IdempotencyKey), our client
//!    does so for every action, and every `<ServerForm>` has one in a hidden field. A call without a key is run.
//! 2. The first to claim a key runs. Whoever comes while it runs waits for it, and whoever comes later is answered
//!    what was answered, with its cookies, headers and redirect.
//! 3. A key that comes as a header stands for the arguments it came with: with others it is refused with 422. A form's
//!    key covers its values, so that a corrected form is another intent.
//! 4. An entry belongs to the principal that made it. Of a visitor whose session this very request began, only the key
//!    is known; therefore a key of 128 bits is found without its principal, but answered to nobody else than its owner
//!    or such a visitor. A shorter key counts within its principal, and is refused from somebody without one.
//! 5. Nothing has happened where a field was refused, a limit hit, or the answer is "not just now": the key is free
//!    again. Everything else that a body answers is kept, errors included.
//! 6. A call with a key runs to its end when its caller goes away. The next attempt finds the answer.
//! 7. A server that dies leaves an entry without an answer. Nobody knows what became of it, so it is not run again:
//!    after its deadline it is answered with [`CallError::Unknown`].
//!
//! Guarantee: at most once, and an explicit "unknown" where it cannot be known. It holds as long as the [`Store`]
//! keeps entries: [`MemoryStore`] until the end of the process, a database beyond it.

mod entry;
mod memory;
mod record;
mod store;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use futures_util::future::BoxFuture;
use leptos_actions_core::{CallError, CallResult, FieldError, FieldErrors, Internal};
use tokio::sync::{oneshot, watch};
use tracing::Instrument;

pub(crate) use self::{
    entry::{Claim, Key},
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
    scope::Scope,
};

/// How often an entry is looked at that another process works on.
const GLANCE: Duration = Duration::from_millis(100);

/// What is known of intents, and which of them are being carried out by this process.
#[derive(Clone)]
pub(crate) struct Ledger {
    store: Arc<dyn Store>,
    running: Arc<Mutex<HashMap<EntryId, watch::Receiver<()>>>>,
}

/// A call that is ready to be run.
pub(crate) struct Ready {
    pub(crate) endpoint: &'static dyn Endpoint,
    pub(crate) scope: Scope,
    pub(crate) deadline: Duration,
    pub(crate) run: BoxFuture<'static, Outcome>,
}

/// What a claim came to.
enum Claimed {
    /// It is ours to run.
    Ours(EntryId),
    /// It was answered before.
    Answered(EntryId, Vec<u8>),
    /// Somebody is at it.
    Running(EntryId),
}

impl Ledger {
    pub(crate) fn new(store: Arc<dyn Store>) -> Self {
        Self {
            store,
            running: Arc::default(),
        }
    }

    /// Runs a call unless its key was seen before; gives the entry under which its answer is kept.
    pub(crate) async fn once(&self, claim: Claim, ready: Ready) -> CallResult<(Outcome, Option<EntryId>)> {
        let patience = Instant::now() + ready.deadline;
        loop {
            let claimed = self.claim(&claim).await;
            match claimed.map_err(|error| unavailable(&ready.scope, error))? {
                Claimed::Ours(id) => return Ok(self.run(id, claim, ready).await),
                Claimed::Answered(id, record) => {
                    let record =
                        Record::read(&record).ok_or_else(|| Internal::new("an entry of the ledger is damaged"))?;
                    return Ok((record.replay(ready.endpoint, &ready.scope), Some(id)));
                }
                Claimed::Running(_) if Instant::now() >= patience => return Err(CallError::Unknown),
                Claimed::Running(id) => self.glance(id).await,
            }
        }
    }

    /// What was answered to a form, for the page that its caller was sent to.
    pub(crate) async fn told(&self, id: EntryId) -> Option<Record> {
        match self.store.answer(id).await {
            Ok(record) => Record::read(&record?),
            Err(error) => {
                tracing::warn!(target: "leptos_actions", error = ?error.to_string(), "the ledger cannot be read");
                None
            }
        }
    }

    async fn claim(&self, claim: &Claim) -> CallResult<Claimed> {
        for id in claim.ids() {
            let Some(found) = self.store.claim(id, &claim.entry).await.map_err(failed)? else {
                return Ok(Claimed::Ours(id));
            };
            if !claim.may_see(&found.entry) {
                continue;
            }
            if found.entry.arguments != claim.entry.arguments {
                let mut fields = FieldErrors::new();
                fields.add("", FieldError::new("key_reused"));
                return Err(CallError::Invalid(fields));
            }
            return Ok(match found.answer {
                Some(record) => Claimed::Answered(id, record),
                None => Claimed::Running(id),
            });
        }
        // Somebody else's twice over: nothing of it may be told.
        Err(CallError::Conflict)
    }

    /// Waits until this process is done with an entry, or for a moment if it is another's.
    async fn glance(&self, id: EntryId) {
        let running = self.running().get(&id).cloned();
        let moment = tokio::time::sleep(GLANCE);
        match running {
            Some(mut done) => tokio::select! { _ = done.changed() => (), () = moment => () },
            None => moment.await,
        }
    }

    /// Runs on a task of its own, which goes on when the caller goes away.
    async fn run(&self, id: EntryId, claim: Claim, ready: Ready) -> (Outcome, Option<EntryId>) {
        let Ready { scope, run, .. } = ready;
        let (done, waiting) = watch::channel(());
        self.running().insert(id, waiting);
        let (tell, told) = oneshot::channel();
        let ledger = self.clone();
        let work = async move {
            let outcome = run.await;
            // Nothing has happened where a field was refused, a limit hit, or it is "not just now".
            let keeps = !matches!(outcome.code(), "invalid" | "rate-limited" | "unavailable");
            let record = keeps.then(|| Record::new(&claim, &*outcome, &scope).write());
            ledger.conclude(id, record).await;
            ledger.running().remove(&id);
            drop(done);
            // Nobody is there to be answered; what is to be done after the answer is done now.
            let _unanswered = tell
                .send((outcome, keeps.then_some(id)))
                .err()
                .map(|_| Unanswered(&scope));
        };
        tokio::spawn(work.in_current_span());
        told.await.unwrap_or_else(|_| {
            let lost: CallResult<()> = Err(CallError::Unknown);
            (Box::new(lost), None)
        })
    }

    /// Keeps the answer, or frees the key.
    async fn conclude(&self, id: EntryId, record: Option<Vec<u8>>) {
        let concluded = match record {
            Some(record) => self.store.finish(id, record).await,
            None => self.store.release(id).await,
        };
        if let Err(error) = concluded {
            // The next attempt will find an entry without an answer, and be told that.
            tracing::error!(target: "leptos_actions", error = ?error.to_string(), "the ledger cannot be written");
        }
    }

    fn running(&self) -> MutexGuard<'_, HashMap<EntryId, watch::Receiver<()>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Without its ledger nothing may be run: it might be run twice.
fn failed(error: StoreError) -> CallError {
    CallError::Internal(Internal::new(error))
}
