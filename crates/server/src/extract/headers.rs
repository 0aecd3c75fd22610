//! What the request brought.

use http::HeaderMap;
use leptos_actions_core::CallResult;

use super::{Extract, PerRequest};
use crate::scope::{Scope, UnreadableCookie};

/// The request's cookies, and those that this answer has set so far. To set one, take a [`Reply`](crate::Reply).
#[derive(Clone, Debug)]
pub struct Cookies(Scope);

impl Cookies {
    /// A cookie's first value that can be read; see [`Scope::cookie`].
    #[must_use]
    pub fn get(&self, name: &str) -> Option<String> {
        self.0.cookie(name)
    }

    /// All of a cookie's values, and those that cannot be read; see [`Scope::cookies`].
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<Result<String, UnreadableCookie>> {
        self.0.cookies(name)
    }
}

impl<K: PerRequest> Extract<K> for Cookies {
    async fn extract(scope: &Scope) -> CallResult<Self> {
        Ok(Self(scope.clone()))
    }
}

/// The request's headers; empty outside a request.
#[derive(Clone, Debug, Default)]
pub struct Headers(pub HeaderMap);

impl<K: PerRequest> Extract<K> for Headers {
    async fn extract(scope: &Scope) -> CallResult<Self> {
        Ok(Self(scope.headers()))
    }
}
