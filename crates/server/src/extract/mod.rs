//! What a call takes from the server: `#[extract]` parameters.
//!
//! 1. An extractor says in its implementation where it is allowed. [`Reply`] is for calls that [may
//!    reply](MayReply), so not for queries, and [`IntentId`](leptos_actions_core::IntentId) for calls that [have an
//!    intent](HasIntent); [`Cookies`], [`Headers`] and [`Axum`] make a call depend on the request, and so are not for what
//!    is kept for everybody.
//! 2. The compiler checks it, and its message names the fix.
//! 3. State that no one provided stops the start of the server.

mod axum;
mod headers;
mod intent;
mod state;

use std::future::Future;

use leptos_actions_core::{CallError, CallResult};

pub use self::{
    axum::Axum,
    headers::{Cookies, Headers},
    intent::HasIntent,
    state::State,
};
use crate::{
    reply::Reply,
    scope::{Requirements, Scope},
};

/// Marks calls made by `#[action]`.
#[derive(Debug)]
#[non_exhaustive]
pub enum ActionCall {}

/// Marks calls made by `#[query]`.
#[derive(Debug)]
#[non_exhaustive]
pub enum QueryCall {}

/// Marks calls whose answers are kept for everybody: `#[query(cache = shared(..))]` and `#[cached]`. They see no request.
#[derive(Debug)]
#[non_exhaustive]
pub enum SharedCall {}

/// Calls whose answer may be shaped.
#[diagnostic::on_unimplemented(
    message = "a query cannot shape its answer: it may run during rendering, be shared, or be repeated",
    label = "not available in a query",
    note = "make it an `#[action]`, or move the cookie, header or redirect into one"
)]
pub trait MayReply {}

impl MayReply for ActionCall {}

/// Calls that run once for each request, and so may look at it.
#[diagnostic::on_unimplemented(
    message = "this call does not see a request: its answer is kept for everybody",
    label = "not available in a shared cache",
    note = "write `cache = private(..)`, or leave the parameter out and take what it is for as an argument"
)]
pub trait PerRequest {}

impl PerRequest for ActionCall {}
impl PerRequest for QueryCall {}

/// Something that comes from the server and never travels. `K` is the kind of call it is taken in.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be extracted here",
    label = "not an extractor",
    note = "wrap application state as `State<T>` and axum extractors as `Axum<T>`, or drop `#[extract]` if it travels"
)]
pub trait Extract<K>: Sized + Send {
    /// Names the state it needs, for the check at start-up.
    fn requires(_: &mut Requirements) {}

    /// Takes it from the scope.
    ///
    /// # Errors
    /// Whatever the caller should be told; any private error becomes internal by `?`.
    fn extract(scope: &Scope) -> impl Future<Output = CallResult<Self>> + Send;
}

impl<K: MayReply> Extract<K> for Reply {
    async fn extract(scope: &Scope) -> CallResult<Self> {
        Ok(scope.reply().cloned().ok_or(NoReply)?)
    }
}

/// The scope itself, for what no extractor covers.
impl<K: PerRequest> Extract<K> for Scope {
    async fn extract(scope: &Scope) -> CallResult<Self> {
        Ok(scope.clone())
    }
}

/// Takes an extract: the one that a test put in its place, or the real one.
///
/// # Errors
/// Those of the extractor.
pub async fn extract<K, T: Extract<K> + 'static, E>(scope: &Scope) -> CallResult<T, E> {
    match scope.overrides().get::<T>() {
        Some(given) => Ok(given),
        None => T::extract(scope)
            .await
            .map_err(|error: CallError| error.map_app(|never| match never {})),
    }
}

#[derive(Debug)]
struct NoReply;

impl std::fmt::Display for NoReply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(
            "there is no reply to write to: an action is being run inside a query; run it from an action or a page",
        )
    }
}

impl std::error::Error for NoReply {}
