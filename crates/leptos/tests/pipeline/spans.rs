//! Every call is a span that says what came of it, and never what it was called with.

use leptos_actions::prelude::*;
use leptos_actions_testing::Site;
use serde_json::{Value, json};
use tracing::Level;

use super::{
    calls::{Member, MembersTouch, ShopError, buy},
    site,
    support::log::{Fields, Log},
};

const CANARY: &str = "canary-in-an-argument";

/// Calls another call directly.
#[action]
pub async fn buy_two(#[caller] _: Member, title: String) -> CallResult<u32, ShopError> {
    buy(2, title).await
}

fn field<'a>(span: &'a Fields, name: &str) -> &'a str {
    span.get(name).map(String::as_str).unwrap_or_default()
}

fn shown(span: &Fields) -> [&str; 5] {
    ["call", "via", "principal", "outcome", "status"].map(|name| field(span, name))
}

async fn touch(site: &Site, address: &str) {
    let request = site.post(address).header("x-member", "ada").form(&[("text", CANARY)]);
    assert!([200, 303].contains(&request.await.code()));
}

#[tokio::test]
async fn a_calls_span_says_what_it_was_and_what_came_of_it() {
    let (site, _) = site();
    let log = Log::listen();
    touch(&site, "/_call/members_touch").await;
    touch(&site, "/_call/members_touch.cbor").await;
    touch(&site, "/page?_call=members_touch").await;
    touch(&site, "/_call/touch").await;
    let spans = log.calls();
    assert_eq!(spans.len(), 4);
    assert_eq!(shown(&spans[0]), ["members_touch", "json", "member", "ok", "200"]);
    assert_eq!(shown(&spans[1]), ["members_touch", "cbor", "member", "ok", "200"]);
    assert_eq!(shown(&spans[2]), ["members_touch", "page", "member", "ok", "200"]);
    assert_eq!(shown(&spans[3]), ["touch", "json", "public", "ok", "200"]);
    for span in spans {
        field(&span, "duration_us")
            .parse::<u64>()
            .expect("a number of microseconds");
        assert_eq!(span.get("digest"), None);
    }
    assert!(!log.mentions(CANARY, Level::TRACE));
}

#[tokio::test]
async fn a_direct_call_has_a_span_of_its_own_within() {
    let (site, _) = site();
    let log = Log::listen();
    site.post("/_call/buy_two")
        .header("x-member", "ada")
        .json(&json!({ "title": CANARY }))
        .await
        .status(422);
    let spans = log.calls();
    assert_eq!(shown(&spans[0]), ["buy_two", "json", "member", "invalid", "422"]);
    assert_eq!(shown(&spans[1]), ["buy", "direct", "public", "invalid", "422"]);
    assert!(!log.mentions(CANARY, Level::TRACE));
}

#[tokio::test]
async fn every_refusal_has_its_outcome_and_status() {
    let (site, _) = site();
    let log = Log::listen();
    let buying = |copies: &'static str, title: &'static str| {
        site.post("/_call/buy").form(&[("copies", copies), ("title", title)])
    };
    buying(CANARY, CANARY).await.status(422);
    buying("1", "rare").await.status(409);
    buying("1", "Emma")
        .header("origin", "https://evil.example")
        .await
        .status(403);
    buying("1", "Emma").header("content-encoding", "gzip").await.status(415);
    site.get("/_call/buy").await.status(405);
    site.call(&MembersTouch { text: CANARY.into() }).await.status(401);
    let spans = log.calls();
    let outcomes: Vec<_> = spans
        .iter()
        .map(|span| (field(span, "outcome"), field(span, "status")))
        .collect();
    let expected = [
        ("invalid", "422"),
        ("sold-out", "409"),
        ("forbidden", "403"),
        ("malformed", "415"),
        ("malformed", "405"),
        ("unauthenticated", "401"),
    ];
    assert_eq!(outcomes, expected);
    assert!(!log.mentions(CANARY, Level::TRACE));
}

#[tokio::test]
async fn an_internal_error_stands_in_the_log_once_within_the_call_that_met_it() {
    let (site, _) = site();
    let log = Log::listen();
    let request = site.post("/_call/buy_two").header("x-member", "ada");
    let problem: Value = request.json(&json!({ "title": "unpriced" })).await.status(500).json();
    let digest = problem["digest"].as_str().unwrap();
    let spans = log.calls();
    assert_eq!(
        [field(&spans[0], "digest"), field(&spans[1], "digest")],
        [digest, digest]
    );
    let logged = log.about("invalid digit");
    assert_eq!(logged.len(), 1, "one line for one error");
    assert_eq!((logged[0].level, logged[0].target), (Level::ERROR, "leptos_actions"));
    assert_eq!(field(logged[0].call.as_ref().unwrap(), "call"), "buy");
}

/// The decoder's words may quote what was sent. They are for whoever looks for a fault with the level turned up.
#[tokio::test]
async fn arguments_that_do_not_decode_are_quoted_at_debug_level_only() {
    let (site, _) = site();
    let log = Log::listen();
    site.post("/_call/buy")
        .json(&json!({ "copies": CANARY, "title": "x" }))
        .await
        .status(400);
    assert!(!log.mentions(CANARY, Level::INFO));
    assert!(log.mentions(CANARY, Level::DEBUG));
}
