//! A call whose answers are kept, from its types to what the cache knows and back.

use std::time::Duration;

use leptos_actions_core::{Caching, CallError, CallResult, Callable, Internal, Kind, Tag, codec, wire::Answer};

use super::{Asked, Failure, Inside, Served, marks::Marks};
use crate::{
    call::{Handle, contained, put_away, run},
    caller::{Caller, Principal},
    ledger,
    scope::Scope,
    trace,
};

/// How long a reading may take where nobody says so.
const DEADLINE: Duration = Duration::from_secs(30);

/// Answers with what is kept, or runs the body for it.
pub(crate) async fn execute<A: Handle>(
    caching: Caching,
    scope: Scope,
    caller: A::Caller,
    args: A,
    deadline: Option<Duration>,
) -> CallResult<A::Output, A::Error> {
    let principal = caller.principal();
    let asked = asked(caching, &scope, &principal, &args);
    // What is one person's is kept for somebody in particular.
    let is_kept = caching.is_shared || principal.is_somebody();
    let (Some(cache), Some(asked), true) = (scope.cache().cloned(), asked, is_kept) else {
        return alone(caching, scope, caller, args, deadline).await;
    };
    let deadline = deadline.or(A::META.timeout).unwrap_or(DEADLINE);
    let outside = scope.clone();
    let read = move |inside: std::sync::Arc<Inside>| {
        let reading = async move {
            let outcome = run::<A>(outside.within(&inside), caller, args, Some(deadline)).await;
            encode::<A>(outcome, &inside)
        };
        Box::pin(reading) as futures_util::future::BoxFuture<'static, _>
    };
    match cache.get(asked, Box::new(read)).await {
        Ok(kept) => {
            scope.serve(Served::kept(caching, &kept));
            codec::from_slice(&kept.value.bytes).map_err(|_| damaged(A::META.name).into())
        }
        Err(error) => Err(error.read().unwrap_or(CallError::Unknown)),
    }
}

/// Runs the body as it would run for the cache, where there is none.
async fn alone<A: Handle>(
    caching: Caching,
    scope: Scope,
    caller: A::Caller,
    args: A,
    deadline: Option<Duration>,
) -> CallResult<A::Output, A::Error> {
    let inside = std::sync::Arc::new(Inside::new(A::META.name, caching.is_shared, Marks::default()));
    let body = if caching.is_shared {
        scope.within(&inside)
    } else {
        scope.clone()
    };
    let outcome = run::<A>(body, caller, args, deadline).await;
    let bytes = encode::<A>(outcome, &inside).map_err(|error| error.read().unwrap_or(CallError::Unknown))?;
    let (_, until) = inside.found_so_far();
    scope.serve(Served::once(caching, ledger::hash([&*bytes]), until));
    codec::from_slice(&bytes).map_err(|_| damaged(A::META.name).into())
}

/// Of a query that runs for a value which is to be kept: that value has its tags.
pub(crate) fn joins<A: Handle>(scope: &Scope, args: &A) {
    if A::META.kind == Kind::Query
        && let Some(outer) = scope.inside()
        && let Some((_, marks)) = marks(args)
    {
        outer.join(&marks);
    }
}

fn asked<A: Handle>(caching: Caching, scope: &Scope, principal: &Principal, args: &A) -> Option<Asked> {
    let (arguments, marks) = marks(args)?;
    let principal = (!caching.is_shared).then(|| principal.clone());
    let whose = principal
        .as_ref()
        .map_or([""; 2], |principal| [principal.kind(), principal.id()]);
    let key = ledger::hash([
        A::META.name.as_bytes(),
        &arguments,
        whose[0].as_bytes(),
        whose[1].as_bytes(),
    ]);
    Some(Asked {
        key,
        call: A::META.name,
        caching,
        marks,
        principal,
        page: scope.page(),
        since: scope.not_before(caching.is_shared),
        outer: scope.inside().cloned(),
    })
}

/// A call's arguments as they are compared, and what finds it.
fn marks<A: Handle>(args: &A) -> Option<(Vec<u8>, Marks)> {
    let name = <A as Callable>::META.name;
    let arguments = codec::to_vec(args).ok()?;
    let mut marks = Marks::default();
    marks.add(Tag::Query(name.into()));
    marks.add(Tag::encoded(name, arguments.clone()));
    args.query_tags().into_iter().for_each(|tag| marks.add(Tag::name(tag)));
    Some((arguments, marks))
}

/// What a body answered, as everybody who waits for it is given it. What is internal is logged here, once.
fn encode<A: Handle>(outcome: CallResult<A::Output, A::Error>, inside: &Inside) -> Result<Vec<u8>, Failure> {
    let outcome = match inside.forbidden() {
        Some(forbidden) => Err(forbidden.into()),
        None => outcome,
    };
    trace::log_internal(&outcome);
    let answer = contained("the answer's `Serialize`", || Answer::new(&outcome));
    put_away(outcome);
    let answer = answer
        .and_then(|answer| answer.map_err(Internal::new))
        .or_else(|internal| {
            let outcome: CallResult<()> = Err(internal.into());
            trace::log_internal(&outcome);
            Answer::new(&outcome)
        });
    match answer {
        Ok(Answer { value: Some(value), .. }) => Ok(value.into_vec()),
        Ok(Answer { error: Some(error), .. }) => Err(Box::new(error)),
        _ => Err(super::gone()),
    }
}

fn damaged(call: &str) -> Internal {
    Internal::new(format!(
        "what is kept of `{call}` does not decode: its `Serialize` and `Deserialize` differ"
    ))
}
