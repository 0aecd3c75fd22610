//! Requests for pages that nobody may ever look at.

use http::{HeaderMap, HeaderValue};

use super::Scope;

impl Scope {
    /// Whether a browser asks ahead for a page that nobody may ever look at: by `Sec-Purpose`, or by `Purpose` and `X-Moz` of
    /// older ones. What counts who looks, or tells something once, leaves such a request out. When the page is opened
    /// afterwards the browser shows what it has, and the server hears nothing of it.
    #[must_use]
    pub fn is_speculative(&self) -> bool {
        self.request().is_some_and(|head| is_speculative(&head.headers))
    }
}

pub(crate) fn is_speculative(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-purpose", "x-moz"]
        .into_iter()
        .any(|name| {
            let mut values = headers.get_all(name).iter();
            values.any(|value| has(value, "prefetch") || has(value, "prerender") || has(value, "preview"))
        })
}

/// Whether a header says it among other things, in capitals or not.
pub(crate) fn has(value: &HeaderValue, text: &str) -> bool {
    let mut parts = value.as_bytes().windows(text.len());
    parts.any(|part| part.eq_ignore_ascii_case(text.as_bytes()))
}
