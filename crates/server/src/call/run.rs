//! The steps that every call takes, over the wire or not.

use std::{
    any::{Any, TypeId},
    error::Error,
    fmt,
    panic::AssertUnwindSafe,
    time::Duration,
};

use cookie::Cookie;
use leptos_actions_core::{AppError, CallError, CallResult, FieldErrors, Internal, Kind, Validate};

use super::Handle;
use crate::{
    cache,
    caller::{Caller, Public},
    fresh,
    scope::{Requirements, Scope, UnreadableCookie},
    trace,
};

/// Finds out who calls, in its scope: whom a test named, or who the request says. A panic is an internal error.
pub(crate) async fn identify<C: Caller, E>(scope: &Scope) -> CallResult<C, E> {
    let is_anybody = TypeId::of::<C>() == TypeId::of::<Public>();
    if let Some(forbidden) = (!is_anybody).then(|| scope.forbid("the caller")).flatten() {
        return Err(forbidden.into());
    }
    if TypeId::of::<C>() != TypeId::of::<Public>() {
        scope.note_private();
    }
    if let Some(given) = scope.overrides().get::<C>() {
        return Ok(given);
    }
    let before = scope.full_reply().cookies();
    let found = scope.surround(C::identify(scope)).await;
    let found =
        found.unwrap_or_else(|panic| Err(Internal::new(Panicked::new("the caller's `identify`", &*panic)).into()));
    if found.is_err() {
        scope.body_ends();
    }
    let found = found.and_then(|caller| begins_over_unreadable(scope, &before).map_or(Ok(caller), Err));
    found.map_err(|error| unavailable(scope, error.map_app(|never| match never {})))
}

/// Refuses a session that `identify` has begun over one that could not be read, and takes its cookie back: whoever they
/// are, they would be somebody else from then on.
fn begins_over_unreadable(scope: &Scope, before: &[Cookie<'static>]) -> Option<CallError> {
    let set = scope.full_reply().cookies();
    let mut begun = set.iter().filter(|cookie| !before.contains(cookie));
    let cookie = begun.find(|cookie| scope.cannot_read(cookie.name()))?;
    scope.full_reply().forget_cookie(cookie.name());
    tracing::warn!(target: "leptos_actions", cookie = cookie.name(), "refused: a caller's `identify` set a cookie over one that could not be read; see `Scope::cookies`");
    Some(UnreadableCookie.into())
}

/// Checks what the rules of its fields say.
pub(crate) fn validate<A: Handle>(args: &A) -> Result<(), FieldErrors> {
    let mut issues = FieldErrors::new();
    Validate::validate(args, &mut issues);
    if issues.is_empty() { Ok(()) } else { Err(issues) }
}

/// Answers a call: by its body, or by what is kept of a query. What an action has made stale is expired then.
pub(crate) async fn execute<A: Handle>(
    scope: Scope,
    caller: A::Caller,
    args: A,
    deadline: Option<Duration>,
) -> CallResult<A::Output, A::Error> {
    if A::META.kind == Kind::Action {
        let (touched, principal, after) = (args.touched(), caller.principal(), scope.clone());
        let outcome = run(scope, caller, args, deadline).await;
        // What may have happened is as good as done.
        if outcome.as_ref().err().is_none_or(CallError::may_have_happened) {
            fresh::expire(&after, touched, &principal);
        }
        return outcome;
    }
    cache::joins(&scope, &args);
    match A::META.cache {
        Some(caching) => cache::execute(caching, scope, caller, args, deadline).await,
        None => run(scope, caller, args, deadline).await,
    }
}

/// Runs the body, in its scope, within its deadline. A panic is an internal error.
pub(crate) async fn run<A: Handle>(
    scope: Scope,
    caller: A::Caller,
    args: A,
    deadline: Option<Duration>,
) -> CallResult<A::Output, A::Error> {
    let (inside, outside) = (scope.clone(), scope.clone());
    if A::META.kind == Kind::Action && !has_commit_point::<A>() {
        let passed = scope.commit_point().pass();
        passed.map_err(|error| error.map_app(|never| match never {}))?;
    }
    scope.body_begins();
    let body = scope.surround(async move { args.handle(caller, &inside).await });
    let finished = match deadline {
        Some(deadline) => tokio::time::timeout(deadline, body).await,
        None => Ok(body.await),
    };
    let took_the_head = outside.body_ends();
    if took_the_head {
        outside.note_private();
    }
    if took_the_head && A::META.kind == Kind::Action {
        outside.full_reply().caller_may_have_changed();
    }
    match finished {
        Ok(Ok(outcome)) => outcome.map_err(|error| {
            let own = error.map_fields(|errors| errors.shown_by(A::META.name));
            unavailable(&outside, noted(own))
        }),
        Ok(Err(panic)) => Err(Internal::new(Panicked::new("the body", &*panic)).into()),
        Err(_) if A::META.kind == Kind::Query => Err(CallError::Unavailable),
        Err(_) => Err(CallError::Timeout),
    }
}

fn has_commit_point<A: Handle>() -> bool {
    let mut requirements = Requirements::of_commit_point();
    A::requires(&mut requirements);
    requirements.has_commit_point()
}

/// The application's own error is told to the caller by its message, and to the log by its `Display`.
fn noted<E: AppError>(error: CallError<E>) -> CallError<E> {
    if let CallError::App(error) = &error {
        tracing::info!(target: "leptos_actions", error = ?error.log_text(), "refused by the application");
    }
    error
}

/// An internal error that passes by itself is logged as what it is, and answered as "not just now".
pub(crate) fn unavailable<E>(scope: &Scope, error: CallError<E>) -> CallError<E> {
    match &error {
        CallError::Internal(internal) if internal.cause().is_some_and(|cause| scope.is_unavailable(cause)) => {
            if let Some(cause) = internal.cause_to_log() {
                tracing::warn!(target: "leptos_actions", digest = %internal.digest(), cause = ?cause.to_string(), "unavailable");
            }
            CallError::Unavailable
        }
        _ => error,
    }
}

/// What to do about a context that Leptos does not find.
const NO_CONTEXT: &str = ". The code of a call finds in its context the head of the request and what \
                          `actions().context(..)` provides, and nothing of the components that make the call";

/// Runs code of the application's types that no body stands around: decoding, encoding, rules, comparisons. A panic in it
/// is an internal error of the call, and nobody else's.
pub(crate) fn contained<T>(place: &'static str, run: impl FnOnce() -> T) -> Result<T, Internal> {
    std::panic::catch_unwind(AssertUnwindSafe(run)).map_err(|panic| Internal::new(Panicked::new(place, &*panic)))
}

/// Drops a value of the application's. A panic in its `Drop` is logged and goes no further.
pub(crate) fn put_away<T>(value: T) {
    if let Err(panicked) = contained("a `Drop`", || drop(value)) {
        let refused: CallResult<()> = Err(panicked.into());
        trace::log_internal(&refused);
    }
}

/// What a panic said, for the log.
#[derive(Debug)]
pub(crate) struct Panicked {
    place: &'static str,
    text: String,
}

impl Panicked {
    pub(crate) fn new(place: &'static str, payload: &(dyn Any + Send)) -> Self {
        let text = payload.downcast_ref::<&str>().map(ToString::to_string);
        let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
        let mut text = text.unwrap_or_else(|| "no message".into());
        if text.contains("expected context of type") {
            text.push_str(NO_CONTEXT);
        }
        Self { place, text }
    }
}

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} panicked: {}", self.place, self.text)
    }
}

impl Error for Panicked {}
