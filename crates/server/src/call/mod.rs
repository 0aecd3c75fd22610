//! A call, from its typed definition to the erased endpoint that the pipeline runs.

mod developers;
mod direct;
mod endpoint;
mod run;

use std::future::Future;

use leptos_actions_core::{CallResult, Callable};

pub use direct::direct;
#[cfg(test)]
pub(crate) use endpoint::{Decoded, Identified};
pub use endpoint::{Endpoint, Registration};
pub(crate) use endpoint::{ErasedOutcome, Outcome};
pub(crate) use run::{Panicked, contained, execute, identify, put_away, run, unavailable, validate};

use crate::{
    caller::Caller,
    fresh::Touched,
    scope::{Requirements, Scope},
};

/// The server half of a call. Written by the macros.
pub trait Handle: Callable {
    /// Who may call.
    type Caller: Caller;

    /// Names the state that its extracts need.
    fn requires(requirements: &mut Requirements);

    /// What it makes stale, if it is an action.
    fn touched(&self) -> Touched {
        Touched::default()
    }

    /// The names it gives itself, if it is a query.
    fn query_tags(&self) -> Vec<String> {
        Vec::new()
    }

    /// Takes the extracts and runs the body.
    fn handle(
        self,
        caller: Self::Caller,
        scope: &Scope,
    ) -> impl Future<Output = CallResult<Self::Output, Self::Error>> + Send;
}
