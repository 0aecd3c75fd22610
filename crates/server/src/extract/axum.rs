//! Any axum extractor that does not need the body.

use std::{any::type_name, error::Error, fmt};

use ::axum::extract::FromRequestParts;
use leptos_actions_core::CallResult;

use super::{Extract, PerRequest};
use crate::scope::Scope;

/// An axum extractor as an extract: `#[extract] Axum(host): Axum<Host>`.
///
/// A wrapper, because an extractor crate may one day implement ours for its own type.
#[derive(Clone, Copy, Debug)]
pub struct Axum<T>(pub T);

impl<K: PerRequest, T: FromRequestParts<()> + Send> Extract<K> for Axum<T> {
    async fn extract(scope: &Scope) -> CallResult<Self> {
        let failed = |reason| Failed {
            extractor: type_name::<T>(),
            reason,
        };
        scope.head_is_taken();
        let mut head = scope.head().cloned().ok_or_else(|| failed("there is no request"))?;
        let extracted = T::from_request_parts(&mut head, &()).await;
        Ok(Self(extracted.map_err(|_| failed(REFUSED))?))
    }
}

const REFUSED: &str = "it was refused. A layer that puts something into requests stands around what `mount` returns: \
                       `actions().mount(pages)?.layer(..)`, and not in `pages`";

#[derive(Debug)]
struct Failed {
    extractor: &'static str,
    reason: &'static str,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the extractor `{}` gave nothing: {}", self.extractor, self.reason)
    }
}

impl Error for Failed {}
