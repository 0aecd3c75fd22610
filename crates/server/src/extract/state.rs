//! The application's state.

use std::{any::type_name, error::Error, fmt};

use leptos_actions_core::CallResult;

use super::Extract;
use crate::scope::{Requirements, Scope};

/// A piece of the application's state, by type: `#[extract] State(db): State<Db>`. Provided with `Actions::state`.
#[derive(Clone, Copy, Debug)]
pub struct State<T>(pub T);

impl<K, T: Clone + Send + Sync + 'static> Extract<K> for State<T> {
    fn requires(requirements: &mut Requirements) {
        requirements.state::<T>();
    }

    async fn extract(scope: &Scope) -> CallResult<Self> {
        Ok(Self(scope.state().ok_or_else(|| Missing(type_name::<T>()))?))
    }
}

#[derive(Debug)]
struct Missing(&'static str);

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no state of type `{}` in this scope", self.0)
    }
}

impl Error for Missing {}
