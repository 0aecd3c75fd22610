//! What the server provides to a running call, as one explicit value.
//!
//! 1. Every request gets one [`Scope`]: its head, the application's state, its [`Reply`].
//! 2. A running call finds its scope in a task-local. Page rendering, whose spawned tasks no task-local reaches, is
//!    asked through [`install_lookup`]. The task-local wins.
//! 3. A call captures its scope at the moment it is *made*, so it may be awaited, joined or spawned later.
//! 4. Without a scope a call is refused. There is no default principal.
//! 5. Outside any request a scope is made by hand, with the principal named: [`Scope::detached`].
//! 6. What is [kept for everybody](crate::Cache) is read in a scope without a request. Whatever of one is asked for there
//!    is not there, and makes the call fail.
//!
//! Caveat: a call that is *made* inside a raw `tokio::spawn` has left its scope and is refused (4). Make the call
//! outside and spawn its future, or wrap the task in [`Scope::enter`].

mod ahead;
mod around;
mod cookies;
mod holds;
mod overrides;
mod state;

use std::{
    error::Error,
    future::Future,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::extract::FromRequestParts;
use cookie::Cookie;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, request::Parts};
use leptos_actions_core::{
    IdempotencyKey, IntentId, Internal, Kind, Tag,
    wire::{FormOutcome, PREFIX, Read, Who},
};

pub(crate) use ahead::{has, is_speculative};
pub(crate) use around::Provided;
pub use around::{Ambient, Finish, MakeAmbient, install_ambient};
pub use cookies::UnreadableCookie;
use holds::Holds;
pub use overrides::Overrides;
pub use state::{Requirements, StateMap};

use crate::{
    cache::{Cache, Inside, Served},
    caller::Principal,
    commit::Point,
    config::HandlerDeadline,
    reply::Reply,
    say,
};

tokio::task_local! {
    static SCOPE: Scope;
}

static LOOKUP: OnceLock<fn() -> Option<Scope>> = OnceLock::new();

/// Tells where to look for a scope when no task-local holds one. The first caller decides.
pub fn install_lookup(lookup: fn() -> Option<Scope>) {
    let _ = LOOKUP.set(lookup);
}

/// What the server provides to a running call. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Scope {
    shared: Arc<Shared>,
    /// Whether code running in this scope may write to the reply: actions and pages may, queries may not.
    writable: bool,
    /// The intent of the one call that runs in it, once it is known or asked for.
    intent: Arc<OnceLock<IntentId>>,
    /// The reading of a value to be kept that runs in it.
    inside: Option<Arc<Inside>>,
    /// What the one call that runs in it was given of what is kept.
    served: Arc<OnceLock<Served>>,
    /// What was read before is too old for it.
    not_before: NotBefore,
    /// The ambient context of the one call that runs in it, once that runs.
    around: Arc<OnceLock<around::Around>>,
}

/// Moments of the process' clock.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct NotBefore {
    pub(crate) shared: u64,
    pub(crate) private: u64,
}

#[derive(Clone, Debug)]
struct Shared {
    head: Option<Parts>,
    state: StateMap,
    overrides: Overrides,
    reply: Reply,
    build: Arc<str>,
    form: Option<Posted>,
    /// What the answer to the request holds.
    holds: Arc<Holds>,
    unavailable: Option<IsUnavailable>,
    commit: Point,
    /// What the page that is being rendered asks, where somebody wants to know.
    reads: Option<Reads>,
    /// As whom calls were made in it, by their names.
    callers: Callers,
    cache: Option<Cache>,
    /// What the application provides for the context of every call.
    provided: Provided,
}

type Callers = Arc<Mutex<Vec<(&'static str, Option<Who>)>>>;
type Reads = Arc<Mutex<Vec<Read>>>;

/// A form post, and whether the page that tells of it does.
#[derive(Clone, Debug)]
struct Posted {
    outcome: FormOutcome,
    shown: Arc<AtomicBool>,
}

/// Tells errors that pass by themselves (a locked database) from those that do not.
pub(crate) type IsUnavailable = fn(&(dyn Error + 'static)) -> bool;

impl Scope {
    /// The scope of the code that is running, if there is one.
    #[must_use]
    pub fn current() -> Option<Self> {
        SCOPE
            .try_with(Clone::clone)
            .ok()
            .or_else(|| LOOKUP.get().and_then(|lookup| lookup()))
    }

    /// A scope outside any request, for jobs and tests. It has no principal until one is named in `overrides`.
    #[must_use]
    pub fn detached(state: StateMap, overrides: Overrides) -> Self {
        Self::new(Shared {
            head: None,
            state,
            overrides,
            reply: Reply::new(false, None),
            build: "".into(),
            form: None,
            holds: Arc::default(),
            unavailable: None,
            commit: Point::default(),
            reads: None,
            callers: Callers::default(),
            cache: None,
            provided: Provided::default(),
        })
    }

    /// The same with the application's cache: without one, calls that are made in it keep nothing and expire nothing.
    #[must_use]
    pub fn with_cache(self, cache: &Cache) -> Self {
        let mut shared = (*self.shared).clone();
        shared.reply = Reply::new(false, Some(cache.clone()));
        shared.cache = Some(cache.clone());
        Self::new(shared)
    }

    pub(crate) fn of_request(
        head: Parts,
        state: StateMap,
        secure: bool,
        build: Arc<str>,
        unavailable: Option<IsUnavailable>,
        cache: Cache,
        provided: Provided,
    ) -> Self {
        let (overrides, reply) = (Overrides::default(), Reply::new(secure, Some(cache.clone())));
        Self::new(Shared {
            head: Some(head),
            state,
            overrides,
            reply,
            build,
            form: None,
            holds: Arc::default(),
            unavailable,
            commit: Point::default(),
            reads: None,
            callers: Callers::default(),
            cache: Some(cache),
            provided,
        })
    }

    fn new(shared: Shared) -> Self {
        Self {
            shared: Arc::new(shared),
            writable: true,
            intent: Arc::default(),
            inside: None,
            served: Arc::default(),
            not_before: NotBefore::default(),
            around: Arc::default(),
        }
    }

    /// The same request, now rendering the page that tells of a form post. Cookies set by the action are kept.
    pub(crate) fn rendering(&self, head: Parts, outcome: FormOutcome) -> Self {
        Self::new(Shared {
            head: Some(head),
            form: Some(Posted {
                outcome,
                shown: Arc::default(),
            }),
            ..(*self.shared).clone()
        })
    }

    /// The same visitor, who asks for another page, of which only what it asks for is wanted.
    pub(crate) fn visiting(&self, head: Parts) -> Self {
        Self::new(Shared {
            head: Some(head),
            reply: self.shared.reply.fork(),
            form: None,
            holds: Arc::default(),
            reads: Some(Reads::default()),
            callers: Callers::default(),
            ..(*self.shared).clone()
        })
    }

    /// Whether somebody wants to know what the page that is being rendered asks.
    #[must_use]
    pub fn notes_reads(&self) -> bool {
        self.shared.reads.is_some()
    }

    /// A query of the page that is being rendered was answered.
    pub fn note_read(&self, read: Read) {
        let Some(reads) = &self.shared.reads else { return };
        let mut reads = reads.lock().unwrap_or_else(PoisonError::into_inner);
        if !reads
            .iter()
            .any(|other| other.call == read.call && other.arguments == read.arguments)
        {
            reads.push(read);
        }
    }

    /// A call was made in it, as that principal.
    pub(crate) fn note_caller(&self, call: &'static str, principal: &Principal) {
        let mut callers = self.callers();
        callers.retain(|(other, _)| *other != call);
        callers.push((call, principal.who()));
    }

    /// As whom the last call of this name was made.
    #[must_use]
    pub fn who(&self, call: &str) -> Option<Who> {
        let callers = self.callers();
        callers.iter().find(|(other, _)| *other == call)?.1
    }

    fn callers(&self) -> MutexGuard<'_, Vec<(&'static str, Option<Who>)>> {
        self.shared.callers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn take_reads(&self) -> Vec<Read> {
        let reads = self.shared.reads.as_ref();
        let take = |reads: &Reads| std::mem::take(&mut *reads.lock().unwrap_or_else(PoisonError::into_inner));
        reads.map(take).unwrap_or_default()
    }

    /// The scope as one call of this kind may use it. It has an intent of its own.
    pub(crate) fn narrowed(&self, kind: Kind) -> Self {
        Self {
            writable: self.writable && kind == Kind::Action,
            intent: Arc::default(),
            served: Arc::default(),
            around: Arc::default(),
            ..self.clone()
        }
    }

    /// The scope of a query that is to see nothing older.
    pub(crate) fn reading_anew(&self, not_before: NotBefore) -> Self {
        Self {
            not_before,
            ..self.narrowed(Kind::Query)
        }
    }

    pub(crate) const fn not_before(&self, is_shared: bool) -> u64 {
        if is_shared {
            self.not_before.shared
        } else {
            self.not_before.private
        }
    }

    /// The scope of a body whose value is to be kept. For everybody's there is no request in it.
    pub(crate) fn within(&self, inside: &Arc<Inside>) -> Self {
        let mut scope = self.narrowed(Kind::Query);
        scope.inside = Some(Arc::clone(inside));
        if inside.is_shared() {
            let mut shared = (*self.shared).clone();
            (shared.head, shared.form, shared.reply) = (None, None, Reply::new(false, None));
            (shared.holds, shared.commit, shared.callers) = (Arc::default(), Point::default(), Callers::default());
            shared.provided = Provided::default();
            scope.shared = Arc::new(shared);
        }
        scope
    }

    /// The reading of a value to be kept that runs in it.
    pub(crate) const fn inside(&self) -> Option<&Arc<Inside>> {
        self.inside.as_ref()
    }

    /// Something of a request is asked for: an error, where the answer is everybody's.
    pub(crate) fn forbid(&self, what: &'static str) -> Option<Internal> {
        let inside = self.inside.as_ref().filter(|inside| inside.is_shared())?;
        Some(inside.forbid(what))
    }

    pub(crate) fn serve(&self, served: Served) {
        let _ = self.served.set(served);
    }

    /// What the call that ran in it was given of what is kept.
    pub(crate) fn served(&self) -> Option<&Served> {
        self.served.get()
    }

    pub(crate) fn cache(&self) -> Option<&Cache> {
        self.shared.cache.as_ref()
    }

    /// The page that is being rendered, or the route that runs, for what it shows.
    pub(crate) fn page(&self) -> Option<Tag> {
        let path = self.shared.head.as_ref()?.uri.path();
        (!path.starts_with(PREFIX)).then(|| Tag::path(path))
    }

    /// The scope of a call whose intent has a name already.
    pub(crate) fn with_intent(&self, id: IntentId) -> Self {
        Self {
            intent: Arc::new(OnceLock::from(id)),
            ..self.clone()
        }
    }

    /// Runs a future in this scope: calls made inside act as its principal.
    pub fn enter<F: Future>(self, future: F) -> impl Future<Output = F::Output> {
        SCOPE.scope(self, future)
    }

    /// Runs what was registered for after the answer, in order and to its end. The server does this for requests; whoever
    /// made a scope by hand does it here.
    pub async fn run_after(&self) {
        loop {
            let work = self.shared.reply.take_after();
            if work.is_empty() {
                return;
            }
            for task in work {
                self.narrowed(Kind::Query).surround_after(task).await;
            }
        }
    }

    /// Method, address, headers and extensions of the request, when there is one.
    #[must_use]
    pub fn head(&self) -> Option<&Parts> {
        let _ = self.forbid("the head");
        self.note_private();
        self.shared.head.as_ref()
    }

    /// The same, for what says nothing of who asks.
    pub(crate) fn request(&self) -> Option<&Parts> {
        self.shared.head.as_ref()
    }

    /// What a layer around the application has put into the request, by its type: a session, an address. `None` where no
    /// layer did, which [`mount`](crate::Actions::mount)'s order explains.
    ///
    /// An action whose body takes one is taken to have changed who its caller is: see
    /// [`Reply::caller_changed`](crate::Reply::caller_changed).
    #[must_use]
    pub fn extension<T: Clone + Send + Sync + 'static>(&self) -> Option<T> {
        let _ = self.forbid("an extension");
        self.note_private();
        self.head_is_taken();
        let found = self.shared.head.as_ref()?.extensions.get().cloned();
        if found.is_none() {
            warn_of_the_order(std::any::type_name::<T>());
        }
        found
    }

    /// The head as the browser would send it next: with the cookies that the reply sets.
    pub(crate) fn head_left_behind(&self) -> Option<Parts> {
        let mut head = self.shared.head.clone()?;
        self.leave_cookies(&mut head.headers);
        Some(head)
    }

    /// Puts the cookies that the reply sets into the headers of a request.
    pub(crate) fn leave_cookies(&self, headers: &mut HeaderMap) {
        let set = self.shared.reply.cookies();
        if !set.is_empty() {
            leave_cookies(headers, &set);
        }
    }

    /// The address of the request.
    #[must_use]
    pub fn uri(&self) -> Option<&Uri> {
        let _ = self.forbid("the address");
        self.request().map(|head| &head.uri)
    }

    /// The request's method.
    #[must_use]
    pub fn method(&self) -> Option<&Method> {
        let _ = self.forbid("the method");
        self.request().map(|head| &head.method)
    }

    /// The request's headers; none outside a request.
    #[must_use]
    pub fn headers(&self) -> HeaderMap {
        let _ = self.forbid("the headers");
        self.head().map(|head| head.headers.clone()).unwrap_or_default()
    }

    /// The answer to this request, where the running code may write to it: in actions, not in queries.
    #[must_use]
    pub fn reply(&self) -> Option<&Reply> {
        self.writable.then_some(&self.shared.reply)
    }

    /// A piece of the application's state, by type.
    #[must_use]
    pub fn state<T: Clone + Send + Sync + 'static>(&self) -> Option<T> {
        self.shared.state.get()
    }

    /// The form post of which this page tells: it failed and the page is the answer, or it led here.
    #[must_use]
    pub fn form_outcome(&self) -> Option<&FormOutcome> {
        self.shared.form.as_ref().map(|posted| &posted.outcome)
    }

    /// Says that the page tells of that form post.
    pub fn form_outcome_is_shown(&self) {
        if let Some(posted) = &self.shared.form {
            posted.shown.store(true, Ordering::Relaxed);
        }
    }

    pub(crate) fn shows_form_outcome(&self) -> bool {
        self.shared
            .form
            .as_ref()
            .is_some_and(|posted| posted.shown.load(Ordering::Relaxed))
    }

    /// How long the body of a call may run that names no `timeout`; `None` outside a request.
    #[must_use]
    pub fn handler_deadline(&self) -> Option<Duration> {
        self.shared.state.get().map(|HandlerDeadline(deadline)| deadline)
    }

    /// The build that is running.
    #[must_use]
    pub fn build(&self) -> &str {
        &self.shared.build
    }

    /// Sets the status of the page that is being rendered; a failed form post keeps its own.
    pub fn set_page_status(&self, status: StatusCode) {
        self.shared.reply.set_status(status);
    }

    /// Until when the call that runs in this scope can be taken back.
    pub(crate) fn commit_point(&self) -> &Point {
        &self.shared.commit
    }

    /// What the intent of the call that runs in this scope is called; none where there is no entropy for a new name.
    pub(crate) fn intent(&self) -> Option<IntentId> {
        if let Some(id) = self.intent.get() {
            return Some(id.clone());
        }
        let fresh = IdempotencyKey::random()?.intent();
        Some(self.intent.get_or_init(|| fresh).clone())
    }

    pub(crate) fn full_reply(&self) -> &Reply {
        &self.shared.reply
    }

    pub(crate) fn is_unavailable(&self, error: &(dyn Error + 'static)) -> bool {
        self.shared
            .unavailable
            .is_some_and(|is_unavailable| is_unavailable(error))
    }

    pub(crate) fn overrides(&self) -> &Overrides {
        &self.shared.overrides
    }
}

/// A plain axum handler takes the scope as an extractor, and calls made in it act as the request's principal.
impl<S: Send + Sync> FromRequestParts<S> for Scope {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            tracing::error!("no scope: this route stands outside the service that `Actions::mount` returns");
            StatusCode::INTERNAL_SERVER_ERROR
        })
    }
}

/// Puts cookies that an answer sets into the headers of the next request.
fn leave_cookies(headers: &mut HeaderMap, set: &[Cookie<'static>]) {
    let mut kept = Vec::new();
    for sent in headers.get_all(header::COOKIE) {
        let pairs = sent.as_bytes().split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
        let name = |pair: &[u8]| pair.split(|byte| *byte == b'=').next().map(<[u8]>::to_vec);
        let is_set = |pair: &[u8]| {
            let mut set = set.iter();
            set.any(|cookie| Some(cookie.name().as_bytes()) == name(pair).as_deref())
        };
        kept.extend(
            pairs
                .filter(|pair| !pair.is_empty() && !is_set(pair))
                .map(<[u8]>::to_vec),
        );
    }
    let stays = |cookie: &&Cookie<'_>| cookie.max_age().is_none_or(|age| !age.is_zero());
    let added = set
        .iter()
        .filter(stays)
        .map(|cookie| cookie.encoded().stripped().to_string().into_bytes());
    kept.extend(added);
    headers.remove(header::COOKIE);
    if let (false, Ok(value)) = (kept.is_empty(), HeaderValue::from_bytes(&kept.join(&b"; "[..]))) {
        headers.insert(header::COOKIE, value);
    }
}

/// Says what stands in the wrong place when nobody has put a type into the request. Only developers are told.
fn warn_of_the_order(missing: &str) {
    if cfg!(debug_assertions) {
        say::once(format!(
            "no layer has put a `{missing}` into this request. The layer that does so stands around what `mount` \
             returns: `actions().mount(pages)?.layer(..)`, and not in `pages`"
        ));
    }
}
