//! Calls as data: what was asked for, and what has become of it so far.
//!
//! 1. Every call of an action that waits, is under way or has failed is a [`Submission`] in a list that the whole page
//!    shares, in the order in which they were made. One that succeeds leaves the list in the same turn in which the
//!    fresh data is on screen, so that no frame shows both or neither.
//! 2. A failure stays until it is retried or discarded, also when its component is gone; that of a form whose fields
//!    still stand there goes with the form, and where no component lists submissions nothing is kept.
//! 3. A retry is the same intent. It has the same key as long as nobody knows what became of the last attempt, so that
//!    it cannot take effect twice, and a fresh one after the server's last word.
//! 4. Which of several is made when, the action's concurrency says: see [`leptos_actions_client::lanes`].

mod input;
mod list;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos_actions_client::{
    Progress, Telling, Told,
    lanes::{Entered, Number},
};
use leptos_actions_core::{Action, Call, CallError, CallResult, Callable, FromForm, IdempotencyKey, IntentId};

use crate::{
    action::Handle,
    count::Counted,
    error_view,
    idle::is_idle,
    store::{self, Asked, Store},
};

pub(crate) use self::{input::Input, list::Submissions};

/// One call, from its making until it has succeeded or is discarded. Cheap to clone.
pub struct Submission<A: Action>(Arc<Inner<A>>);

/// How far a submission is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SubmissionState {
    /// For another in its lane to end.
    Waiting,
    /// Sent.
    Pending,
    /// It was taken back, and the server has not yet said whether that came in time.
    Aborting,
    /// It failed: [`Submission::error`] says how.
    Failed,
    /// It succeeded or is given up, and is in no list any more.
    Done,
}

struct Inner<A: Action> {
    number: Number,
    id: IntentId,
    lane: Vec<u8>,
    input: Arc<Input<A>>,
    made_by: Arc<Handle<A>>,
    state: ArcRwSignal<SubmissionState>,
    progress: ArcRwSignal<Option<Progress>>,
    changing: Mutex<Changing<A>>,
}

/// What of it changes. An error is the application's, and so it is cloned and dropped where this is not locked.
struct Changing<A: Action> {
    key: Option<IdempotencyKey>,
    error: Option<Arc<CallError<A::Error>>>,
    attempt: Option<AbortHandle>,
    /// From its entering a lane to its end.
    in_flight: Option<Counted>,
    done: Option<Done>,
    /// Who waits for the first answer.
    asked_by: Option<Asker<A>>,
}

/// Is told an outcome. It is dropped when there will be none.
type Asker<A> = futures_channel::oneshot::Sender<CallResult<<A as Callable>::Output, <A as Callable>::Error>>;

/// Told when the answer is on screen.
pub(crate) type Done = Box<dyn FnOnce(Ended) + Send>;

/// How an attempt ended.
#[derive(Clone, Copy)]
#[cfg_attr(
    not(any(test, all(target_arch = "wasm32", target_os = "unknown"))),
    expect(dead_code, reason = "only a browser submits a form through here")
)]
pub(crate) struct Ended {
    /// Whether the server used its key up.
    pub(crate) settled: bool,
    pub(crate) succeeded: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<A: Action> Submission<A> {
    /// Makes a call, unless its lane refuses it.
    pub(crate) fn make(
        handle: &Arc<Handle<A>>,
        input: Arc<Input<A>>,
        key: Option<IdempotencyKey>,
        progress: ArcRwSignal<Option<Progress>>,
        done: Option<Done>,
    ) -> Option<Self> {
        let number = handle.page.next_number();
        let id = key.as_ref().map(IdempotencyKey::intent);
        let submission = Self(Arc::new(Inner {
            number,
            id: id.unwrap_or_else(|| IntentId::local(number)),
            lane: input.lane(),
            input,
            made_by: Arc::clone(handle),
            state: ArcRwSignal::new(SubmissionState::Waiting),
            progress,
            changing: Mutex::new(Changing {
                key,
                error: None,
                attempt: None,
                in_flight: None,
                done,
                asked_by: None,
            }),
        }));
        submission.enter().then_some(submission)
    }

    /// The first answer; taken back or replaced by another, it is [`CallError::Aborted`].
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(crate) fn outcome(&self) -> impl Future<Output = CallResult<A::Output, A::Error>> + use<A> {
        let (asker, answer) = futures_channel::oneshot::channel();
        if self.0.state.get_untracked() != SubmissionState::Done {
            lock(&self.0.changing).asked_by = Some(asker);
        }
        async { answer.await.unwrap_or(Err(CallError::Aborted)) }
    }

    /// The name of the intent; the row that it will create has the same.
    #[must_use]
    pub fn id(&self) -> &IntentId {
        &self.0.id
    }

    /// What was asked for. `None` if it came from a form whose fields do not parse.
    #[must_use]
    pub fn input(&self) -> Option<A>
    where
        A: FromForm,
    {
        self.0.input.arguments()
    }

    /// How far it is. Reactive.
    #[must_use]
    pub fn state(&self) -> SubmissionState {
        self.0.state.get()
    }

    /// Whether its answer is still to come. Reactive.
    #[must_use]
    pub fn pending(&self) -> bool {
        use SubmissionState::{Aborting, Pending, Waiting};
        matches!(self.state(), Waiting | Pending | Aborting) && !is_idle()
    }

    /// How much of a form with files has been sent. Reactive.
    #[must_use]
    pub fn progress(&self) -> Option<Progress> {
        self.0.progress.get()
    }

    /// How the last attempt failed. Reactive.
    #[must_use]
    pub fn error(&self) -> Option<CallError<A::Error>> {
        let is_failed = self.state() == SubmissionState::Failed;
        let error = is_failed.then(|| lock(&self.0.changing).error.clone()).flatten();
        error.as_deref().cloned()
    }

    /// The same for people, in English: with what is wrong with which field.
    #[must_use]
    pub fn message(&self) -> Option<String> {
        self.error()
            .map(|error| error_view::in_full(self.0.made_by.checks, &error))
    }

    /// Tries again what failed. Does nothing otherwise.
    pub fn retry(&self) {
        if self.0.state.get_untracked() == SubmissionState::Failed {
            self.enter();
        }
    }

    /// Forgets what failed, or what has not been sent yet. Does nothing otherwise: what is under way is
    /// [aborted](Self::abort).
    pub fn discard(&self) {
        match self.0.state.get_untracked() {
            SubmissionState::Failed => {
                self.remove();
                self.forget();
            }
            SubmissionState::Waiting => self.give_up(),
            _ => {}
        }
    }

    /// Takes the call back. What was not sent yet is forgotten. What is under way is stopped at the server if it has not
    /// passed its commit point; otherwise its answer comes as if nothing had been said. A form with files is stopped as
    /// long as they are being sent, and of half a form no body sees anything.
    pub fn abort(&self) {
        match self.0.state.get_untracked() {
            SubmissionState::Waiting => self.give_up(),
            // All of its files are there: it is carried out.
            SubmissionState::Pending if self.is_sent() => {}
            SubmissionState::Pending => {
                self.0.state.set(SubmissionState::Aborting);
                if let Some(attempt) = lock(&self.0.changing).attempt.take() {
                    attempt.abort();
                }
            }
            _ => {}
        }
    }

    fn is_sent(&self) -> bool {
        let progress = self.0.progress.get_untracked();
        progress.is_some_and(|progress| progress.sent == progress.total)
    }

    fn submissions(&self) -> &Submissions<A> {
        &self.0.made_by.submissions
    }

    fn remove(&self) {
        self.submissions().change(|list| list.retain(|other| other != self));
        self.0.state.set(SubmissionState::Done);
    }

    /// Joins its lane. Whether it will be made.
    fn enter(&self) -> bool {
        let Inner { number, lane, .. } = &*self.0;
        let all = self.submissions();
        let entered = lock(&all.0.lanes).enter(A::META.concurrency, lane, *number);
        if entered == Entered::Refused {
            return false;
        }
        self.0.state.set(SubmissionState::Waiting);
        if all.find(*number).is_none() {
            all.change(|list| list.push(self.clone()));
        }
        if A::IS_OPTIMISTIC {
            self.foresee();
        }
        inspect!(self.inspect());
        self.0.made_by.begin();
        lock(&self.0.changing).in_flight = Some(self.0.made_by.page.begin());
        match entered {
            Entered::Starts => self.start(),
            Entered::Waits { abort, replaces } => {
                if let Some(replaced) = replaces.and_then(|number| all.find(number)) {
                    replaced.end();
                }
                if let Some(running) = abort.and_then(|number| all.find(number)) {
                    running.abort();
                }
            }
            Entered::Refused => {}
        }
        true
    }

    /// Ends it while it waits.
    fn give_up(&self) {
        self.leave();
        self.end();
    }

    /// It is over without an outcome.
    fn end(&self) {
        let (done, in_flight, asked_by) = {
            let mut changing = lock(&self.0.changing);
            (
                changing.done.take(),
                changing.in_flight.take(),
                changing.asked_by.take(),
            )
        };
        // Whoever waits learns that there is no answer.
        drop(asked_by);
        self.remove();
        self.forget();
        drop(in_flight);
        self.0.made_by.end();
        if let Some(done) = done {
            done(Ended {
                settled: false,
                succeeded: false,
            });
        }
    }

    /// Leaves its lane; the next one starts.
    fn leave(&self) {
        let all = self.submissions();
        let next = lock(&all.0.lanes).leave(&self.0.lane, self.0.number);
        if let Some(next) = next.and_then(|number| all.find(number)) {
            next.start();
        }
    }

    fn start(&self) {
        let asked = self.store().acting();
        self.store().sent(self.0.number);
        inspect!(crate::inspector::sent(self.0.number));
        let telling = Telling::default();
        let (attempt, stop) = abortable(self.attempt(asked.header.clone(), &telling));
        lock(&self.0.changing).attempt = Some(stop);
        self.0.state.set(SubmissionState::Pending);
        let number = self.0.made_by.attempt_number();
        let submission = self.clone();
        leptos::task::spawn(async move {
            let outcome = match attempt.await {
                Ok(outcome) => outcome,
                Err(_) => submission.take_back(&telling).await,
            };
            let told = std::mem::take(&mut *lock(&telling));
            if told.settled {
                submission.renew_key();
            }
            submission.answered(number, outcome, &asked, told).await;
        });
    }

    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    fn attempt(&self, screen: Option<String>, telling: &Telling) -> Call<A> {
        // Only a form with files links what sends them.
        if const { A::META.has_files() }
            && let Input::Form { files: Some(files), .. } = &*self.0.input
        {
            return self.attempt_files(files, screen, telling);
        }
        match self.payload() {
            Some(payload) => leptos_actions_client::attempt(payload, screen, Arc::clone(telling)),
            None => Call::new(async { Err(CallError::Malformed) }),
        }
    }

    /// Sends a form, unless something is wrong with its files.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    fn attempt_files(&self, files: &crate::form::Files, screen: Option<String>, telling: &Telling) -> Call<A> {
        let issues = files.check(A::META);
        if !issues.is_empty() {
            return Call::new(async { Err(CallError::Invalid(issues)) });
        }
        let data = files.under(lock(&self.0.changing).key.as_ref());
        let (progress, telling) = (self.0.progress.clone(), Arc::clone(telling));
        Call::new(send_wrapper::SendWrapper::new(async move {
            let readable = async || {
                let issues = crate::form::unreadable(&data, A::META).await;
                if issues.is_empty() {
                    Ok(())
                } else {
                    Err(CallError::<A::Error>::Invalid(issues))
                }
            };
            readable().await?;
            let tell = move |now| progress.set(Some(now));
            let outcome = leptos_actions_client::attempt_parts::<A>(data.clone(), screen, telling, tell).await;
            // What is deleted while it is sent breaks the request as a lost connection does. The key stays the same.
            if outcome.as_ref().is_err_and(CallError::may_have_happened) {
                readable().await?;
            }
            outcome
        }))
    }

    /// What is sent, unless it cannot be encoded.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    fn payload(&self) -> Option<leptos_actions_client::Payload> {
        use leptos_actions_client::Payload;
        let key = lock(&self.0.changing).key.clone();
        Some(match &*self.0.input {
            Input::Arguments(arguments) => Payload::Arguments(leptos_actions_core::codec::to_vec(arguments).ok()?, key),
            Input::Form { fields, .. } => Payload::Form(crate::form::with_key(fields, key.as_ref())),
        })
    }

    /// A component that calls an action while it is rendered calls the function.
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    fn attempt(&self, _: Option<String>, _: &Telling) -> Call<A> {
        match &*self.0.input {
            Input::Arguments(arguments) => arguments.clone().call(),
            Input::Form { .. } => Call::new(async { Err(CallError::Malformed) }),
        }
    }

    /// Asks the server on which side of its commit point the call was stopped.
    async fn take_back(&self, telling: &Telling) -> CallResult<A::Output, A::Error> {
        #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
        if matches!(&*self.0.input, Input::Form { files: Some(_), .. }) {
            return Err(CallError::Aborted);
        }
        #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
        if let Some(payload) = self.payload() {
            return leptos_actions_client::abort::<A>(payload, Arc::clone(telling)).await;
        }
        let _ = telling;
        Err(CallError::Unknown)
    }

    fn renew_key(&self) {
        let mut changing = lock(&self.0.changing);
        if let (Some(key), Some(fresh)) = (&changing.key, leptos_actions_client::new_key()) {
            changing.key = Some(key.renewed(&fresh));
        }
    }

    /// Nothing of it is shown any more.
    fn forget(&self) {
        if A::IS_OPTIMISTIC {
            self.store().discard(self.0.number);
        }
    }

    fn store(&self) -> &Store {
        self.0.made_by.page.store()
    }

    /// Shows what the intent changes, before anybody is asked.
    fn foresee(&self) {
        let key = lock(&self.0.changing).key.as_ref().map(|key| key.as_str().to_owned());
        let foresight = self.0.input.foreseen().map(|input| input.foresight(&self.0.id));
        self.store().begin(self.0.number, key, foresight.unwrap_or_default());
    }

    /// Notes that it is made.
    #[cfg(all(debug_assertions, target_arch = "wasm32", target_os = "unknown"))]
    fn inspect(&self) {
        let key = lock(&self.0.changing).key.as_ref().map(|key| key.as_str().to_owned());
        let input = match &*self.0.input {
            Input::Arguments(arguments) => Ok(arguments.clone()),
            Input::Form { fields, .. } => Err(fields.clone()),
        };
        let shown_in = self.store().shows(self.0.number);
        crate::inspector::made::<A>(self.0.number, &self.0.id, input, key, shown_in);
    }

    /// Whether no component could show that it failed, nor try again.
    fn is_shown_nowhere(&self) -> bool {
        if self.0.input.is_shown_by_its_form() {
            self.0.made_by.is_gone()
        } else {
            !self.submissions().is_listed()
        }
    }

    async fn answered(&self, number: usize, outcome: CallResult<A::Output, A::Error>, asked: &Asked, mut told: Told) {
        self.leave();
        let (made_by, settled) = (&self.0.made_by, told.settled);
        self.0.progress.set(None);
        let ended = match &outcome {
            Ok(_) => store::Ended::Done,
            Err(error) if error.may_have_happened() => store::Ended::Lost,
            Err(_) => store::Ended::Refused,
        };
        self.store().answered(self.0.number, ended, &told);
        inspect!(crate::inspector::answered::<A>(
            self.0.number,
            &outcome,
            &asked.brought(&told)
        ));
        let stale = match ended {
            store::Ended::Done => self.store().refresh(asked, Some(&told)),
            store::Ended::Lost => self.store().refresh(asked, None),
            // What was asked for went by something on screen that is so no more.
            store::Ended::Refused if matches!(outcome, Err(CallError::Conflict)) => self.store().refresh(asked, None),
            store::Ended::Refused => Vec::new(),
        };
        let landed = self.store().together(stale).await;
        let others = told.stale.take();
        // From here to the end nothing awaits: fresh data and settled call appear together.
        self.store().settle(self.0.number, ended, asked, told, landed);
        if ended != store::Ended::Refused {
            made_by.page.is_stale(others);
        }
        let mut error = outcome.as_ref().err().cloned().map(Arc::new);
        let (done, in_flight, asked_by) = {
            let mut changing = lock(&self.0.changing);
            std::mem::swap(&mut changing.error, &mut error);
            (
                changing.done.take(),
                changing.in_flight.take(),
                changing.asked_by.take(),
            )
        };
        drop((error, in_flight));
        if let Some(asked_by) = asked_by {
            // Whoever asked may be gone.
            let _ = asked_by.send(outcome.clone());
        }
        // A list that nobody shows tells nothing: then the form does.
        let is_listed = self.0.input.is_shown_by_its_row() && self.submissions().is_listed();
        match &outcome {
            Ok(_) | Err(CallError::Aborted) => self.remove(),
            Err(_) if self.is_shown_nowhere() => {
                self.remove();
                self.forget();
            }
            Err(_) => self.0.state.set(SubmissionState::Failed),
        }
        let succeeded = outcome.is_ok();
        match outcome {
            Err(error) if is_listed => {
                made_by.tell_if_unshown(&error);
                made_by.end();
            }
            Err(error) if A::IS_OPTIMISTIC && made_by.is_gone() && !matches!(error, CallError::Aborted) => {
                made_by.end();
                self.submissions().leave_orphan(made_by, error);
            }
            outcome => made_by.settle(number, outcome),
        }
        if let Some(done) = done {
            done(Ended { settled, succeeded });
        }
    }
}

impl<A: Action> Clone for Submission<A> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<A: Action> PartialEq for Submission<A> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<A: Action> Eq for Submission<A> {}

impl<A: Action> fmt::Debug for Submission<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Submission")
            .field("call", &A::META.name)
            .field("id", &self.0.id)
            .field("state", &self.0.state.get_untracked())
            .finish_non_exhaustive()
    }
}
