//! How things look before the server has answered.

use std::{any::Any, fmt, sync::Arc};

use crate::{
    call::{Action, Callable, Query},
    codec,
    key::IntentId,
};

/// What an action changes of a query's answer, shown from the press until a value of the server's holds it.
///
/// It is said once, beside the action, for forms and calls alike: `#[action(optimistic(GetCart))]` and this. It must be
/// quick, change nothing else and never panic: it is run again over each newer value. An example stands with
/// `leptos_actions::action`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say how it changes `{Q}`",
    note = "write `impl Optimistic<{Q}> for {Self}`, or leave `optimistic({Q})` out"
)]
pub trait Optimistic<Q: Query>: Action {
    /// Changes the answer as the server will have changed it. `id` names the row that the intent creates.
    fn apply(&self, id: &IntentId, answer: &mut Q::Output);

    /// Whether it changes the answer to these arguments. Default: to any.
    fn matches(&self, query: &Q) -> bool {
        let _ = query;
        true
    }
}

/// What one intent changes of one query, without its types.
#[derive(Clone)]
pub struct Foresight(Arc<dyn Any + Send + Sync>);

/// The same with the query's type.
pub struct ForesightOf<Q: Query> {
    matches: Box<dyn Fn(&Q) -> bool + Send + Sync>,
    apply: Apply<Q>,
}

type Apply<Q> = Box<dyn Fn(&mut <Q as Callable>::Output) + Send + Sync>;

impl Foresight {
    /// What `action` changes of `Q`.
    #[must_use]
    pub fn of<A: Optimistic<Q>, Q: Query>(action: &A, id: &IntentId) -> Self {
        let (action, id) = (Arc::new(action.clone()), id.clone());
        let asks = Arc::clone(&action);
        Self(Arc::new(ForesightOf::<Q> {
            matches: Box::new(move |query| asks.matches(query)),
            apply: Box::new(move |answer| action.apply(&id, answer)),
        }))
    }

    /// Itself, if it is about `Q` with these arguments.
    #[must_use]
    pub fn for_query<Q: Query>(&self, query: &Q) -> Option<Arc<ForesightOf<Q>>> {
        let mine: Arc<ForesightOf<Q>> = Arc::clone(&self.0).downcast().ok()?;
        (mine.matches)(query).then_some(mine)
    }
}

impl<Q: Query> ForesightOf<Q> {
    /// Changes an answer.
    pub fn apply(&self, answer: &mut Q::Output) {
        (self.apply)(answer);
    }
}

/// How an action changes one query, by functions that know the query's type. Written by `optimistic(..)`.
#[doc(hidden)]
#[derive(Debug)]
pub struct Foresees<A> {
    call: &'static str,
    matches: fn(&A, &[u8]) -> bool,
    foresight: fn(&A, &IntentId) -> Foresight,
}

/// How `A` changes `Q`.
#[doc(hidden)]
#[must_use]
pub fn foresees<A: Optimistic<Q>, Q: Query>() -> Foresees<A> {
    Foresees {
        call: Q::META.name,
        matches: |action, arguments| codec::from_slice::<Q>(arguments).is_ok_and(|query| action.matches(&query)),
        foresight: Foresight::of::<A, Q>,
    }
}

/// [`Action::touches`], of all queries that an action changes.
#[doc(hidden)]
#[must_use]
pub fn touches<A>(all: &[Foresees<A>], action: &A, call: &str, arguments: &[u8]) -> bool {
    all.iter()
        .any(|one| one.call == call && (one.matches)(action, arguments))
}

/// [`Action::changes`], of all queries that an action changes.
#[doc(hidden)]
#[must_use]
pub fn changes<A>(all: &[Foresees<A>]) -> Vec<&'static str> {
    all.iter().map(|one| one.call).collect()
}

/// [`Action::foresight`], of all queries that an action changes.
#[doc(hidden)]
#[must_use]
pub fn foresight<A>(all: &[Foresees<A>], action: &A, id: &IntentId) -> Vec<Foresight> {
    all.iter().map(|one| (one.foresight)(action, id)).collect()
}

impl fmt::Debug for Foresight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Foresight").finish_non_exhaustive()
    }
}

impl<Q: Query> fmt::Debug for ForesightOf<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ForesightOf").field(&Q::META.name).finish()
    }
}
