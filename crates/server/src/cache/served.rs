//! What an answer's headers say of how long it is good, and for whom.
//!
//! A browser asks each time (`max-age=0`), so that whoever wrote something reads it; what it has is then not sent again.
//! Caches between keep what is shared for the rest of its freshness. How long one may give it while it asks for another
//! stands in a header that only they read: a browser that read it would show its reader what was before their own write.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use leptos_actions_core::{Caching, wire::Span};
use tokio::time::Instant;

use super::store::Kept;
use crate::ledger;

/// For caches between, and nobody else: RFC 9213.
const CDN: HeaderName = HeaderName::from_static("cdn-cache-control");

/// What was given to a call whose answers are kept.
#[derive(Clone, Debug)]
pub(crate) struct Served {
    is_shared: bool,
    hash: [u8; 32],
    /// When it was read; nothing if it was for this very call.
    pub(crate) span: Option<Span>,
    fresh: Duration,
    stale: Duration,
}

impl Served {
    pub(super) fn kept(caching: Caching, kept: &Kept) -> Self {
        let now = Instant::now();
        let fresh = kept.fresh_until.saturating_duration_since(now);
        Self {
            is_shared: caching.is_shared,
            hash: kept.value.hash,
            span: Some(kept.value.span),
            fresh,
            stale: kept.stale_until.saturating_duration_since(now) - fresh,
        }
    }

    /// Read for one call, and not kept; what it holds of others is fresh until then.
    pub(super) fn once(caching: Caching, hash: [u8; 32], until: Option<Instant>) -> Self {
        let left = until.map(|until| until.saturating_duration_since(Instant::now()));
        Self {
            is_shared: caching.is_shared,
            hash,
            span: None,
            fresh: left.map_or(caching.fresh, |left| left.min(caching.fresh)),
            stale: caching.stale,
        }
    }

    /// Another one for each format. Our own also says when the value was read, and so another reading is another answer.
    fn tag(&self, is_cbor: bool, read: Option<Span>) -> HeaderValue {
        let hash = match read {
            Some(Span { epoch, began, ended }) if is_cbor => {
                let when = [epoch, began, ended].map(u64::to_be_bytes);
                ledger::hash([&self.hash[..], &when[0], &when[1], &when[2]])
            }
            _ => self.hash,
        };
        let suffix = if is_cbor { "c" } else { "j" };
        let text = ["\"", &URL_SAFE_NO_PAD.encode(&hash[..18]), suffix, "\""].concat();
        HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
    }
}

/// Writes the headers of an answer that may be kept. Whether whoever asks has it already.
pub(crate) fn headers(
    served: &Served,
    read: Option<Span>,
    is_cbor: bool,
    asked: &HeaderMap,
    headers: &mut HeaderMap,
) -> bool {
    let seconds = served.fresh.as_secs();
    let (control, varies) = if served.is_shared {
        let cdn = format!("max-age={seconds}, stale-while-revalidate={}", served.stale.as_secs());
        put(headers, CDN, &cdn);
        // Of somebody's open intents another answer is given, and another build reads another format.
        let varies = is_cbor.then_some("Actions-Screen, Actions-Signature");
        (
            format!("public, max-age=0, must-revalidate, s-maxage={seconds}"),
            varies,
        )
    } else {
        (
            "private, max-age=0, must-revalidate".to_owned(),
            Some("Cookie, Authorization"),
        )
    };
    put(headers, header::CACHE_CONTROL, &control);
    if let Some(varies) = varies {
        put(headers, header::VARY, varies);
    }
    let tag = served.tag(is_cbor, read);
    let has_it = has(asked, &tag);
    headers.insert(header::ETAG, tag);
    has_it
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(name, value);
    }
}

/// RFC 9110, 13.1.2: a weak comparison with each of a list.
fn has(asked: &HeaderMap, tag: &HeaderValue) -> bool {
    let values = asked.get_all(header::IF_NONE_MATCH).iter();
    let mut tags = values.flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
    tags.any(|other| {
        let other = other.trim_ascii();
        other == b"*" || other.strip_prefix(b"W/").unwrap_or(other) == tag.as_bytes()
    })
}
