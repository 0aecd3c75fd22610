//! The name of the intent that a call carries out: `#[extract] id: IntentId`.
//!
//! 1. It is the beginning of the call's idempotency key, so it is the same whenever the call is retried, and the page
//!    that sent it knows it before the answer: a row that is stored under it takes the place of the row that was
//!    foreseen.
//! 2. A call without a key has a fresh one, and so has every call that is made on the server.
//! 3. Where there is no entropy for a fresh one, the call fails with an internal error.
//!
//! Caveat: whoever sends a key chooses its beginning, and another person may choose the same. Let it name a row only
//! together with whom the row belongs to.
//!
//! ```
//! use leptos_actions_core::{CallResult, IntentId};
//! use leptos_actions_server::{ActionCall, Extract, Overrides, Scope, StateMap};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> CallResult<()> {
//! // As `async fn add_entry(text: String, #[extract] id: IntentId, ..)` does.
//! let scope = Scope::detached(StateMap::default(), Overrides::default());
//! let id = <IntentId as Extract<ActionCall>>::extract(&scope).await?;
//! assert_eq!(id.as_str().len(), 16);
//! # Ok(()) }
//! ```

use std::{error::Error, fmt};

use leptos_actions_core::{CallResult, IntentId};

use super::{ActionCall, Extract};
use crate::scope::Scope;

/// Calls that carry out an intent.
#[diagnostic::on_unimplemented(
    message = "a query carries out no intent: it changes nothing, and may be asked again or shared",
    label = "not available in a query",
    note = "make it an `#[action]`, or leave the parameter out"
)]
pub trait HasIntent {}

impl HasIntent for ActionCall {}

impl<K: HasIntent> Extract<K> for IntentId {
    async fn extract(scope: &Scope) -> CallResult<Self> {
        Ok(scope.intent().ok_or(NoEntropy)?)
    }
}

#[derive(Debug)]
struct NoEntropy;

impl fmt::Display for NoEntropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no entropy to name an intent with")
    }
}

impl Error for NoEntropy {}
