//! Writes: [`use_server_action`].

use std::{
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use leptos::{prelude::*, web_sys::Event};
use leptos_actions_client::Progress;
use leptos_actions_core::{Action, CallError, CallResult, FromForm, IntentId, wire::FormOutcome};

use crate::{
    bound::BoundAction,
    count::Count,
    field::Checks,
    idle::is_idle,
    page::{Page, UnshownError},
    submission::{Input, Submission, Submissions},
};

/// How long an error must stand for somebody to have seen it, in milliseconds.
const UNREAD_MS: u32 = 100;

/// Makes a handle for calling an action from a component.
///
/// One handle is one place on the page: its pending state, its value and its errors are its own. In a list make one for
/// each row and tell the rows apart with [`keyed`](ServerAction::keyed). Its [submissions](ServerAction::submissions)
/// are those of the whole page.
///
/// An error never ends it: the next call is made as if the last had not failed.
#[must_use]
#[cfg_attr(all(debug_assertions, not(target_arch = "wasm32")), track_caller)]
pub fn use_server_action<A: Action>() -> ServerAction<A> {
    let page = Page::current();
    let handle = Arc::new(Handle {
        submissions: Submissions::of(&page),
        page,
        kept: RwSignal::new(Vec::new()),
        checks: Checks::new(),
        in_flight: Count::default(),
        changed: ArcTrigger::new(),
        told: Mutex::new(Told {
            instance: String::new(),
            attempts: 0,
            version: 0,
            value: None,
            asks: false,
            input: None,
            progress: ArcRwSignal::new(None),
            on_success: Vec::new(),
        }),
        is_watched: AtomicBool::new(false),
        is_gone: AtomicBool::new(false),
        #[cfg(all(debug_assertions, not(target_arch = "wasm32")))]
        made_at: std::panic::Location::caller(),
        #[cfg(all(debug_assertions, not(target_arch = "wasm32")))]
        places: crate::developers::Places::default(),
    });
    let action = ServerAction(StoredValue::new(Arc::clone(&handle)));
    on_cleanup(move || handle.leave_page());
    action.adopt();
    action
}

/// The handle of an action. `Copy`; its methods are those of Leptos' own actions where they mean the same.
pub struct ServerAction<A: Action>(StoredValue<Arc<Handle<A>>>);

/// What a handle stands for. It outlives its component as long as a call is under way.
pub(crate) struct Handle<A: Action> {
    pub(crate) page: Page,
    pub(crate) submissions: Submissions<A>,
    in_flight: Count,
    /// That anything in `told` is another.
    changed: ArcTrigger,
    told: Mutex<Told<A>>,
    /// What was typed into a form that failed without scripts.
    kept: RwSignal<Vec<(String, String)>>,
    /// What the browser says of fields that were changed.
    pub(crate) checks: Checks,
    /// Whether anything on the page asks how it went.
    is_watched: AtomicBool,
    is_gone: AtomicBool,
    /// Where the handle was made, for developers.
    #[cfg(all(debug_assertions, not(target_arch = "wasm32")))]
    pub(crate) made_at: &'static std::panic::Location<'static>,
    /// Where its form shows what is wrong with a field, for developers.
    #[cfg(all(debug_assertions, not(target_arch = "wasm32")))]
    pub(crate) places: crate::developers::Places,
}

struct Told<A: Action> {
    instance: String,
    /// How many attempts were made, so that an older answer never takes the place of a newer one.
    attempts: usize,
    /// The number of the attempt whose answer `value` is.
    version: usize,
    value: Option<CallResult<A::Output, A::Error>>,
    /// Whether the page asks if the form is meant.
    asks: bool,
    input: Option<Arc<Input<A>>>,
    progress: ArcRwSignal<Option<Progress>>,
    on_success: Vec<OnSuccess<A>>,
}

type OnSuccess<A> = Arc<dyn Fn(&<A as leptos_actions_core::Callable>::Output) + Send + Sync>;

impl<A: Action> Handle<A> {
    /// Its name among others of the same action.
    pub(crate) fn key(&self) -> String {
        self.told().instance.clone()
    }

    fn told(&self) -> MutexGuard<'_, Told<A>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, change: impl FnOnce(&mut Told<A>) -> T) -> T {
        let result = change(&mut self.told());
        self.changed.notify();
        result
    }

    /// A call of this handle waits or is under way.
    pub(crate) fn begin(&self) {
        self.in_flight.add();
    }

    /// One is over.
    pub(crate) fn end(&self) {
        self.in_flight.remove();
    }

    pub(crate) fn attempt_number(&self) -> usize {
        let mut told = self.told();
        told.attempts += 1;
        told.attempts
    }

    /// Whether its component is on the page no more.
    pub(crate) fn is_gone(&self) -> bool {
        self.is_gone.load(Ordering::Relaxed)
    }

    fn leave_page(self: &Arc<Self>) {
        self.is_gone.store(true, Ordering::Relaxed);
        self.submissions.forget_shown(self);
        #[cfg(all(debug_assertions, not(target_arch = "wasm32")))]
        if let Some(Err(CallError::Invalid(errors))) = &self.told().value {
            self.places.check(A::META.name, errors, self.made_at);
        }
    }

    /// Tells the page's handler of a failure that no component shows.
    pub(crate) fn tell_if_unshown(&self, error: &CallError<A::Error>) {
        let is_shown = self.is_watched.load(Ordering::Relaxed) && !self.is_gone();
        if !is_shown && !matches!(error, CallError::Aborted) {
            self.page.unshown(&UnshownError::new(A::META.name, error.message()));
        }
    }

    /// Tells it later if the component goes before anybody can have read it, as a row does that others have taken away.
    fn tell_if_unread(self: &Arc<Self>, error: &CallError<A::Error>) {
        if self.is_gone() {
            return;
        }
        let (handle, error) = (Arc::clone(self), error.clone());
        leptos::task::spawn(async move {
            leptos_actions_client::sleep(UNREAD_MS).await;
            if handle.is_gone() {
                handle.tell_if_unshown(&error);
            }
        });
    }

    /// Takes an outcome, unless a newer one is there. What was aborted leaves everything as it was.
    pub(crate) fn settle(self: &Arc<Self>, number: usize, outcome: CallResult<A::Output, A::Error>) {
        self.end();
        if matches!(outcome, Err(CallError::Aborted)) {
            return;
        }
        let hooks = if self.is_gone() || outcome.is_err() {
            Vec::new()
        } else {
            self.told().on_success.clone()
        };
        if let Ok(output) = &outcome {
            hooks.iter().for_each(|hook| hook(output));
        }
        if let Err(error) = &outcome {
            self.tell_if_unshown(error);
            self.tell_if_unread(error);
        }
        if self.told().version > number {
            return;
        }
        self.checks.answered();
        if outcome.is_ok() {
            // The component may be gone by now.
            self.kept.try_set(Vec::new());
        }
        self.change(|told| {
            told.version = number;
            told.asks = false;
            told.value = Some(outcome);
        });
    }
}

impl<A: Action> ServerAction<A> {
    /// What it stands for, unless its component is gone: a timer or a listener may outlive that, and then asks nothing and
    /// is told nothing.
    pub(crate) fn living(self) -> Option<Arc<Handle<A>>> {
        self.0.try_get_value()
    }

    /// The same where the component is certainly there: its form and its fields, and what they listen to.
    pub(crate) fn handle(self) -> Arc<Handle<A>> {
        self.0.get_value()
    }

    /// Reads what the handle tells, and is told of changes.
    fn read<T: Default>(self, read: impl FnOnce(&Told<A>) -> T) -> T {
        let Some(handle) = self.living() else {
            return T::default();
        };
        handle.changed.track();
        let told = handle.told();
        read(&told)
    }

    /// The same for somebody who will show it.
    fn watch<T: Default>(self, read: impl FnOnce(&Told<A>) -> T) -> T {
        if let Some(handle) = self.living() {
            handle.is_watched.store(true, Ordering::Relaxed);
        }
        self.read(read)
    }

    /// Names this handle among others of the same action on the page, for forms without scripts.
    #[must_use]
    pub fn keyed(self, key: impl ToString) -> Self {
        if let Some(handle) = self.living() {
            handle.kept.set(Vec::new());
            handle.change(|told| {
                told.instance = key.to_string();
                told.asks = false;
                told.value = None;
            });
            self.adopt();
        }
        self
    }

    /// Takes over the post of which this page tells, if it was this form's, or what went wrong with a row that was gone.
    fn adopt(self) {
        let Some(handle) = self.living() else { return };
        if let Some(error) = handle.submissions.take_orphan(&self.key()) {
            handle.change(|told| told.value = Some(Err(error)));
            return;
        }
        let outcome = handle.page.outcome(A::META.name, &self.key());
        let Some(FormOutcome {
            values, answer, asks, ..
        }) = outcome
        else {
            return;
        };
        handle.kept.set(values);
        handle.change(|told| {
            told.asks = asks;
            told.value = (!asks).then(|| answer.read());
        });
    }

    /// Calls the action, as its [concurrency](macro@crate::action) says: at once, after others, or not at all. The answer
    /// names the submission, if there is one. Each call is an intent of its own, also if one double click makes two: a
    /// listener passes its event to [`dispatch_for`](Self::dispatch_for).
    #[cfg_attr(all(debug_assertions, not(target_arch = "wasm32")), track_caller)]
    pub fn dispatch(self, arguments: A) -> Option<IntentId> {
        #[cfg(all(debug_assertions, not(target_arch = "wasm32")))]
        crate::developers::dispatched(A::META.name, std::panic::Location::caller());
        let handle = self.living()?;
        let (input, progress) = handle.newest(Input::Arguments(arguments));
        let submission = Submission::make(&handle, input, leptos_actions_client::new_key(), progress, None)?;
        Some(submission.id().clone())
    }

    /// Calls the action for an event, once for a gesture: not for the second click of a double click, nor again while a key is
    /// held. [`dispatch`](Self::dispatch) is one intent each time it is called. See [`is_repeated`](crate::is_repeated).
    ///
    /// ```
    /// # use leptos::prelude::*;
    /// # use leptos_actions::prelude::*;
    /// # #[action(public)] async fn archive(note: u32) -> CallResult<()> { let _ = note; Ok(()) }
    /// # #[component] fn ArchiveButton() -> impl IntoView {
    /// let archive = use_server_action::<Archive>();
    /// let click = move |event: leptos::ev::MouseEvent| drop(archive.dispatch_for(&event, Archive { note: 7 }));
    /// view! { <button on:click=click>"Archive"</button> }
    /// # }
    /// ```
    pub fn dispatch_for(self, event: &Event, arguments: A) -> Option<IntentId> {
        if crate::is_repeated(event) {
            return None;
        }
        self.dispatch(arguments)
    }

    /// Calls the action and waits until its answer is on screen. Whoever waits shows what went wrong, so that nothing of it
    /// stays in the list of submissions.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(crate) fn dispatch_and_wait(
        self,
        arguments: A,
        key: Option<leptos_actions_core::IdempotencyKey>,
    ) -> impl Future<Output = CallResult<A::Output, A::Error>> + 'static {
        let submission = self.living().and_then(|handle| {
            handle.is_watched.store(true, Ordering::Relaxed);
            let (input, progress) = handle.newest(Input::Arguments(arguments));
            let key = key.or_else(leptos_actions_client::new_key);
            Submission::make(&handle, input, key, progress, None)
        });
        let waiting = submission.map(|submission| (submission.outcome(), submission));
        async move {
            let (outcome, submission) = waiting.ok_or(CallError::Aborted)?;
            let outcome = outcome.await;
            submission.discard();
            outcome
        }
    }

    /// Calls the action with the fields of a form; `done` is told once the answer is on screen.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(crate) fn dispatch_form(
        self,
        fields: String,
        files: Option<crate::form::Files>,
        key: Option<leptos_actions_core::IdempotencyKey>,
        stays: bool,
        done: crate::submission::Done,
    ) -> Option<Submission<A>> {
        let handle = self.living()?;
        handle.submissions.forget_shown(&handle);
        let (input, progress) = handle.newest(Input::Form { fields, files, stays });
        Submission::make(&handle, input, key, progress, Some(done))
    }

    /// The action with its arguments, as a value that a component can take without knowing either.
    #[must_use]
    pub fn bind(self, arguments: A) -> BoundAction {
        BoundAction::new(
            move || {
                self.dispatch(arguments.clone());
            },
            Signal::derive(move || self.pending()),
            Signal::derive(move || self.error().map(|error| error.message().into_owned())),
        )
    }

    /// Runs `hook` with the output of every call of this handle that succeeds, once the fresh data is on screen, for as
    /// long as the component is.
    #[must_use]
    pub fn on_success(self, hook: impl Fn(&A::Output) + Send + Sync + 'static) -> Self {
        if let Some(handle) = self.living() {
            handle.told().on_success.push(Arc::new(hook));
        }
        self
    }

    /// What this page has asked of the action and what has not succeeded yet, in the order in which it was asked.
    #[must_use]
    pub fn submissions(self) -> Vec<Submission<A>> {
        let Some(handle) = self.living() else {
            return Vec::new();
        };
        handle.is_watched.store(true, Ordering::Relaxed);
        handle.submissions.watch()
    }

    /// One of them.
    #[must_use]
    pub fn submission(self, id: &IntentId) -> Option<Submission<A>> {
        self.submissions().into_iter().find(|submission| submission.id() == id)
    }

    /// Takes back every call of the action in this page that is not answered yet: see [`Submission::abort`].
    pub fn abort(self) {
        if let Some(handle) = self.living() {
            let submissions = untrack(|| handle.submissions.list());
            submissions.iter().for_each(Submission::abort);
        }
    }

    /// Whether a call of this handle waits or is under way.
    #[must_use]
    pub fn pending(self) -> bool {
        self.living().is_some_and(|handle| handle.in_flight.any())
    }

    /// What the newest answered call came to.
    #[must_use]
    pub fn value(self) -> Option<CallResult<A::Output, A::Error>> {
        self.watch(|told| told.value.clone())
    }

    /// Its error, if it failed.
    #[must_use]
    pub fn error(self) -> Option<CallError<A::Error>> {
        self.watch(|told| told.value.as_ref().and_then(|value| value.as_ref().err().cloned()))
    }

    /// What the newest call sent. From a form: `None` if the fields do not parse, and if it has files.
    #[must_use]
    pub fn input(self) -> Option<A>
    where
        A: FromForm,
    {
        self.read(|told| told.input.clone())?.arguments()
    }

    pub(crate) fn newest_progress(self) -> Option<Progress> {
        let progress = self.read(|told| Some(told.progress.clone()))?.get();
        progress.filter(|_| !is_idle())
    }

    /// Whether the page asks if the form is meant.
    pub(crate) fn asks(self) -> bool {
        self.read(|told| told.asks)
    }

    /// Whether a form takes another submit while one is under way: of something else, where the action's concurrency has a
    /// place for it.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(crate) fn takes_another(self, fields: &str) -> bool {
        use leptos_actions_core::{Concurrency, FormValues, wire::KEY_FIELD};
        let values = |fields: &str| {
            let mut pairs = FormValues::parse(fields.as_bytes()).ok()?.into_pairs();
            pairs.retain(|(name, _)| name != KEY_FIELD);
            Some(pairs)
        };
        matches!(A::META.concurrency, Concurrency::Queue | Concurrency::Latest)
            && untrack(|| self.sent()).is_some_and(|sent| values(&sent) != values(fields))
    }

    /// The fields that the newest call sent, if it came from a form.
    pub(crate) fn sent(self) -> Option<String> {
        self.read(|told| told.input.clone())?.fields().map(ToOwned::to_owned)
    }

    /// The number of the attempt whose answer [`value`](Self::value) is; 0 before the first.
    #[must_use]
    pub fn version(self) -> usize {
        self.read(|told| told.version)
    }

    /// Forgets value, error and kept fields.
    pub fn clear(self) {
        let Some(handle) = self.living() else { return };
        handle.submissions.forget_shown(&handle);
        handle.checks.clear();
        handle.kept.set(Vec::new());
        handle.change(|told| {
            told.value = None;
            told.asks = false;
            told.input = None;
        });
    }

    /// What was typed into a field of a form that failed without scripts, or `default`.
    #[must_use]
    pub fn kept_or(self, field: &str, default: impl ToString) -> String {
        self.kept(field).unwrap_or_else(|| default.to_string())
    }

    pub(crate) fn kept(self, field: &str) -> Option<String> {
        self.living()?.kept.with(|kept| {
            let found = kept.iter().find(|(name, _)| name == field);
            found.map(|(_, value)| value.clone())
        })
    }

    /// What is wrong with a field, in English or in the words of [`provide_messages`](crate::provide_messages); empty when
    /// nothing is. Of a field that was changed since the answer it is what the browser says.
    #[must_use]
    pub fn field_error(self, field: &str) -> String {
        #[cfg(all(debug_assertions, not(target_arch = "wasm32")))]
        if let Some(handle) = self.living() {
            handle.places.add(field);
        }
        self.wrong_with(field)
    }

    /// The same for what shows that something is wrong, and not what.
    pub(crate) fn wrong_with(self, field: &str) -> String {
        let Some(checks) = self.living().map(|handle| handle.checks) else {
            return String::new();
        };
        self.watch(|told| {
            let answered = told.value.as_ref().and_then(|value| value.as_ref().err()?.fields());
            checks.message(field, answered)
        })
    }

    /// `Some("true")` while something is wrong with a field: for `aria-invalid`.
    #[must_use]
    pub fn aria_invalid(self, field: &str) -> Option<&'static str> {
        (!self.wrong_with(field).is_empty()).then_some("true")
    }

    /// The id of a field's element: for a label's `for`.
    pub(crate) fn field_id(self, field: &str) -> String {
        [A::META.name, &self.key(), field].join("-")
    }

    /// The id of the element that says what is wrong with a field: for `aria-describedby`.
    #[must_use]
    pub fn error_id(self, field: &str) -> String {
        [A::META.name, &self.key(), field, "error"].join("-")
    }

    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(crate) fn pending_untracked(self) -> bool {
        self.living().is_some_and(|handle| handle.in_flight.any_untracked())
    }

    pub(crate) fn kept_fields(self) -> RwSignal<Vec<(String, String)>> {
        self.handle().kept
    }

    pub(crate) fn checks(self) -> Checks {
        self.handle().checks
    }

    pub(crate) fn key(self) -> String {
        self.living().map(|handle| handle.key()).unwrap_or_default()
    }
}

impl<A: Action> Handle<A> {
    /// What is asked for now, and how much of it has been sent.
    fn newest(&self, input: Input<A>) -> (Arc<Input<A>>, ArcRwSignal<Option<Progress>>) {
        let (input, progress) = (Arc::new(input), ArcRwSignal::new(None));
        self.change(|told| {
            told.input = Some(Arc::clone(&input));
            told.progress = progress.clone();
        });
        (input, progress)
    }
}

impl<A: Action> Clone for ServerAction<A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A: Action> Copy for ServerAction<A> {}

impl<A: Action> fmt::Debug for ServerAction<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ServerAction").field(&A::META.name).finish()
    }
}
