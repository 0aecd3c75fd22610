//! A call made on the server: no HTTP, no socket, the same checks.

use std::{error::Error, fmt, time::Instant};

use leptos_actions_core::{Call, CallResult, Internal};
use tracing::Instrument;

use super::{Handle, execute, identify, validate};
use crate::{caller::Caller, scope::Scope, trace};

/// Calls `args` as the principal of the scope that is current *now*, whenever it is awaited.
pub fn direct<A: Handle>(args: A) -> Call<A> {
    let scope = Scope::current();
    Call::new(async move {
        let span = trace::span(A::META, "direct");
        let started = Instant::now();
        let outcome = run(scope, args, &span).instrument(span.clone()).await;
        trace::record(&span, started, &outcome);
        outcome
    })
}

async fn run<A: Handle>(scope: Option<Scope>, args: A, span: &tracing::Span) -> CallResult<A::Output, A::Error> {
    let scope = scope
        .ok_or_else(|| Internal::new(NoScope(A::META.name)))?
        .narrowed(A::META.kind);
    let caller = identify::<A::Caller, _>(&scope).await?;
    let principal = caller.principal();
    trace::principal(span, &principal);
    scope.note_caller(A::META.name, &principal);
    validate(&args).map_err(|errors| errors.of_call(A::META.name))?;
    let outcome = execute(scope, caller, args, None).await;
    outcome.map_err(|error| error.map_fields(|errors| errors.of_call(A::META.name)))
}

/// A call was made where no one is known to be calling.
#[derive(Debug)]
struct NoScope(&'static str);

impl fmt::Display for NoScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.0;
        write!(
            f,
            "`{name}` was called outside any request, so nobody is calling it. While a page is rendered: serve the router \
             that `actions().mount(pages)` returns, in place of `pages`. Elsewhere: make the call before `tokio::spawn` \
             and spawn its future, take `Scope` as an extractor and use `scope.enter(..)`, or make a scope with \
             `Scope::detached` and name the principal"
        )
    }
}

impl Error for NoScope {}
