//! A success without scripts, told once: by the page that its 303 leads to.
//!
//! The outcome stays in the ledger. A cookie points to it and goes with the first answer that page gives. The cookie is
//! sealed by this process for one page and one minute, so that nobody makes one: who finds it at another process, or
//! after a restart, is told nothing.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use cookie::{Cookie, time};
use http::{Method, header, request::Parts};
use leptos_actions_core::wire::FormOutcome;

use crate::{
    ledger::{EntryId, Ledger},
    reply::Reply,
    scope::{Scope, has, is_speculative},
};

const COOKIE: &str = "_told";
/// A page that is not asked for by then is not coming.
const SECONDS: u64 = 60;
/// Entry, time and seal.
const BYTES: usize = 32 + 8 + 32;

/// Points the next page at `target` to an outcome.
pub(super) fn point(ledger: &Ledger, reply: &Reply, entry: EntryId, target: &str) {
    let until = (now() + SECONDS).to_be_bytes();
    let seal = ledger.seal(&[&entry.0, &until, path(target).as_bytes()]);
    let value = URL_SAFE_NO_PAD.encode([&entry.0[..], &until, &seal].concat());
    let cookie = Cookie::build((COOKIE, value)).max_age(time::Duration::seconds(SECONDS.cast_signed()));
    reply.set_cookie(cookie);
}

/// The outcome that this page is to tell; the cookie goes.
pub(super) async fn take(ledger: &Ledger, scope: &Scope) -> Option<FormOutcome> {
    let head = scope.request().filter(|head| is_page(head))?;
    let pointers = scope.sent_cookies(COOKIE);
    let mut pointers = pointers.iter().flatten();
    let entry = pointers.find_map(|pointer| read(ledger, pointer, head.uri.path()))?;
    scope.full_reply().remove_cookie(COOKIE);
    let outcome = ledger.told(entry).await?.into_outcome();
    // Of an answer too large to keep only this is left; it led here, so it was a success.
    outcome.answer.error.is_none().then_some(outcome)
}

fn read(ledger: &Ledger, pointer: &str, path: &str) -> Option<EntryId> {
    let bytes: [u8; BYTES] = URL_SAFE_NO_PAD.decode(pointer).ok()?.try_into().ok()?;
    let (entry, rest) = bytes.split_at(32);
    let (until, seal) = rest.split_at(8);
    let is_ours = ledger.is_sealed(&[entry, until, path.as_bytes()], seal);
    let is_due = u64::from_be_bytes(until.try_into().ok()?) >= now();
    (is_ours && is_due).then_some(EntryId(entry.try_into().ok()?))
}

/// Pictures and style sheets are asked for with the same cookies, and pages that nobody may ever look at.
fn is_page(head: &Parts) -> bool {
    let mut accepted = head.headers.get_all(header::ACCEPT).iter();
    let takes_html = accepted.any(|value| has(value, "text/html"));
    head.method == Method::GET && takes_html && !is_speculative(&head.headers)
}

fn path(target: &str) -> &str {
    target.split(['?', '#']).next().unwrap_or_default()
}

/// Seconds since 1970.
fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
