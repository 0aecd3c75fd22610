//! What the server provides to a running call, as one explicit value.
//!
//! 1. Every request gets one [`Scope`]: its head, the application's state, its [`Reply`].
//! 2. A running call finds its scope in a task-local. Page rendering, whose spawned tasks no task-local reaches, is
//!    asked through [`install_lookup`]. The task-local wins.
//! 3. A call captures its scope at the moment it is *made*, so it may be awaited, joined or spawned later.
//! 4. Without a scope a call is refused. There is no default principal.
//! 5. Outside any request a scope is made by hand, with the principal named: [`Scope::detached`].
//!
//! Caveat: a call that is *made* inside a raw `tokio::spawn` has left its scope and is refused (4). Make the call
//! outside and spawn its future, or wrap the task in [`Scope::enter`].

mod overrides;
mod state;

use std::{
    error::Error,
    future::Future,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::extract::FromRequestParts;
use cookie::Cookie;
use http::{HeaderMap, Method, StatusCode, Uri, header, request::Parts};
use leptos_actions_core::{IdempotencyKey, Kind, wire::FormOutcome};

pub use overrides::Overrides;
pub use state::{Requirements, StateMap};

use crate::{commit::Point, reply::Reply};

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
}

#[derive(Clone, Debug)]
struct Shared {
    head: Option<Parts>,
    state: StateMap,
    overrides: Overrides,
    reply: Reply,
    build: Arc<str>,
    form: Option<Posted>,
    /// Whether the page that is being rendered holds what is one person's and one time's.
    once: Arc<AtomicBool>,
    unavailable: Option<IsUnavailable>,
    commit: Point,
}

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
            reply: Reply::new(false),
            build: "".into(),
            form: None,
            once: Arc::default(),
            unavailable: None,
            commit: Point::default(),
        })
    }

    pub(crate) fn of_request(
        head: Parts,
        state: StateMap,
        secure: bool,
        build: Arc<str>,
        unavailable: Option<IsUnavailable>,
    ) -> Self {
        let (overrides, reply) = (Overrides::default(), Reply::new(secure));
        Self::new(Shared {
            head: Some(head),
            state,
            overrides,
            reply,
            build,
            form: None,
            once: Arc::default(),
            unavailable,
            commit: Point::default(),
        })
    }

    fn new(shared: Shared) -> Self {
        Self {
            shared: Arc::new(shared),
            writable: true,
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

    /// The scope as code of this kind may use it.
    pub(crate) fn narrowed(&self, kind: Kind) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            writable: self.writable && kind == Kind::Action,
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
                self.narrowed(Kind::Query).enter(task).await;
            }
        }
    }

    /// Method, address, headers and extensions of the request, when there is one.
    #[must_use]
    pub fn head(&self) -> Option<&Parts> {
        self.shared.head.as_ref()
    }

    /// The address of the request.
    #[must_use]
    pub fn uri(&self) -> Option<&Uri> {
        self.head().map(|head| &head.uri)
    }

    /// The request's method.
    #[must_use]
    pub fn method(&self) -> Option<&Method> {
        self.head().map(|head| &head.method)
    }

    /// The request's headers; none outside a request.
    #[must_use]
    pub fn headers(&self) -> HeaderMap {
        self.head().map(|head| head.headers.clone()).unwrap_or_default()
    }

    /// A cookie by name: as this answer sets it, or else as the request brought it.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<String> {
        match self.shared.reply.cookie(name) {
            Some(set) => set,
            None => self.sent_cookie(name),
        }
    }

    fn sent_cookie(&self, name: &str) -> Option<String> {
        let headers = self.head()?.headers.get_all(header::COOKIE);
        let texts = headers.iter().filter_map(|value| value.to_str().ok());
        let mut cookies = texts.flat_map(Cookie::split_parse_encoded).flatten();
        cookies
            .find(|cookie| cookie.name() == name)
            .map(|cookie| cookie.value().to_owned())
    }

    /// Whether a cookie is set so far that the request did not bring: renewing a session begins none.
    pub(crate) fn begins_session(&self) -> bool {
        let set = self.shared.reply.cookies();
        set.iter().any(|cookie| self.sent_cookie(cookie.name()).is_none())
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

    /// A new idempotency key for a form of the page that is being rendered, which thereby is nothing to store: shown
    /// again, its forms would count as sent.
    #[must_use]
    pub fn form_key(&self) -> Option<IdempotencyKey> {
        self.shared.once.store(true, Ordering::Relaxed);
        IdempotencyKey::random()
    }

    pub(crate) fn is_once(&self) -> bool {
        self.shared.once.load(Ordering::Relaxed)
    }

    pub(crate) fn shows_form_outcome(&self) -> bool {
        self.shared
            .form
            .as_ref()
            .is_some_and(|posted| posted.shown.load(Ordering::Relaxed))
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
