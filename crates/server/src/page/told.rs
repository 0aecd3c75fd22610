//! A success without scripts, told once: by the page that its 303 leads to.
//!
//! The outcome stays in the ledger. A cookie points to it, names the page that is to tell it, and goes with the first
//! answer that page gives.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use cookie::{Cookie, time};
use http::{Method, header, request::Parts};
use leptos_actions_core::wire::FormOutcome;

use crate::{
    ledger::{EntryId, Ledger},
    reply::Reply,
    scope::Scope,
};

const COOKIE: &str = "_told";
/// A page that is not asked for by then is not coming.
const SECONDS: i64 = 60;

/// Points the next page at `target` to an outcome.
pub(super) fn point(reply: &Reply, entry: EntryId, target: &str) {
    let value = format!("{}{}", URL_SAFE_NO_PAD.encode(entry.0), path(target));
    let cookie = Cookie::build((COOKIE, value)).max_age(time::Duration::seconds(SECONDS));
    reply.set_cookie(cookie);
}

/// The outcome that this page is to tell; the cookie goes.
pub(super) async fn take(ledger: &Ledger, scope: &Scope) -> Option<FormOutcome> {
    let head = scope.head().filter(|head| is_page(head))?;
    let pointer = scope.cookie(COOKIE)?;
    let (entry, target) = pointer.split_at_checked(43)?;
    if target != head.uri.path() {
        return None;
    }
    scope.full_reply().remove_cookie(COOKIE);
    let entry = URL_SAFE_NO_PAD.decode(entry).ok()?.try_into().ok()?;
    Some(ledger.told(EntryId(entry)).await?.into_outcome())
}

/// Pictures and style sheets are asked for with the same cookies.
fn is_page(head: &Parts) -> bool {
    let accept = head.headers.get(header::ACCEPT);
    head.method == Method::GET && accept.is_some_and(|accept| accept.as_bytes().starts_with(b"text/html"))
}

fn path(target: &str) -> &str {
    target.split(['?', '#']).next().unwrap_or_default()
}
