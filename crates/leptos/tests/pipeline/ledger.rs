//! What is asked for twice under one key is done once.

use std::time::Duration;

use axum::Router;
use futures_util::future::{BoxFuture, join_all};
use leptos_actions::{
    Principal, actions,
    prelude::*,
    server::ledger::{Entry, EntryId, Found, MemoryStore, Store, StoreError},
};
use leptos_actions_core::{codec, wire::Answer};
use leptos_actions_testing::{Received, Request, Site};
use serde_json::{Value, json};

use super::{
    calls::Touch,
    site,
    support::{Ran, config, log::Log},
};

const KEY: &str = "8e03978e-40d5-43e8-bc93-6894a57f9324";
const OTHER: &str = "ffffffffffffffffffffffffffffffff";

#[action(public)]
pub async fn wait_at_the_gate(#[extract] State(ran): State<Ran>) -> CallResult<usize> {
    ran.once_more();
    ran.wait().await;
    Ok(ran.times())
}

/// Somebody with a session, which the first action begins.
pub struct Visitor(String);

impl Caller for Visitor {
    async fn identify(scope: &Scope) -> CallResult<Self> {
        if let Some(session) = scope.cookie("visit") {
            // As sites do that let a session live for as long as it is used.
            if let Some(reply) = scope.reply() {
                reply.set_cookie(("visit", session.clone()));
            }
            return Ok(Self(session));
        }
        let Some(reply) = scope.reply() else {
            return Ok(Self(String::new()));
        };
        let session = leptos_actions::Digest::random().to_string();
        reply.set_cookie(("visit", session.clone()));
        Ok(Self(session))
    }

    fn principal(&self) -> Principal {
        Principal::new("visitor", &self.0)
    }
}

#[action]
pub async fn visit(#[caller] visitor: Visitor, #[extract] State(ran): State<Ran>) -> CallResult<String> {
    ran.once_more();
    Ok(visitor.0)
}

#[action(public)]
pub async fn not_just_now(#[extract] State(ran): State<Ran>) -> CallResult<()> {
    ran.once_more();
    Err(CallError::Unavailable)
}

#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, thiserror::Error, PublicError)]
pub enum Closed {
    #[error("the shop is closed")]
    Unavailable,
}

#[action(public)]
pub async fn knock(#[extract] State(ran): State<Ran>) -> CallResult<(), Closed> {
    ran.once_more();
    Err(Closed::Unavailable)?
}

#[action(public)]
pub async fn a_lot(#[extract] State(ran): State<Ran>) -> CallResult<String> {
    ran.once_more();
    Ok("a".repeat(100_000))
}

async fn touch(site: &Site, key: &str, text: &str) -> Received {
    let request = site.post("/_call/touch").header("idempotency-key", key);
    request.json(&json!({ "text": text })).await
}

async fn touch_form(site: &Site, path: &str, text: &str) -> Received {
    site.post(path).form(&[("_key", KEY), ("text", text)]).await
}

/// A call with the key that these tests use.
fn keyed(site: &Site, call: &str) -> Request {
    site.post(&format!("/_call/{call}")).header("idempotency-key", KEY)
}

async fn buy(site: &Site, copies: u32, title: &str) -> Received {
    let request = keyed(site, "buy");
    request.json(&json!({ "copies": copies, "title": title })).await
}

/// A site whose ledger the test holds, with a short deadline for bodies.
fn site_on(store: impl Store, deadline: Duration) -> (Site, Ran) {
    let ran = Ran::default();
    let config = config(|config| config.handler_deadline = deadline);
    let actions = actions().config(config).state(ran.clone());
    let router = actions.ledger(store).mount(Router::new()).expect("it can be mounted");
    (Site::new(router), ran)
}

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_repeated_action_is_answered_as_before_and_not_run() {
    let (site, ran) = site();
    for _ in 0..3 {
        assert_eq!(touch(&site, KEY, "once").await.status(200).json::<String>(), "once");
    }
    assert_eq!(ran.times(), 1);
    touch(&site, OTHER, "once").await.status(200);
    assert_eq!(ran.times(), 2, "another key is another intent");
    for _ in 0..2 {
        site.post("/_call/touch")
            .json(&json!({ "text": "once" }))
            .await
            .status(200);
    }
    assert_eq!(ran.times(), 4, "without a key nothing is remembered");
}

#[tokio::test]
async fn a_repeated_answer_has_its_cookies_headers_and_redirect() {
    let (site, _) = site();
    let sign_in = || async {
        let request = keyed(&site, "sign_in");
        request.json(&json!({ "name": "ada l", "to": "/cart?page=2" })).await
    };
    let (first, second) = (sign_in().await, sign_in().await);
    for name in [
        "set-cookie",
        "x-greeting",
        "actions-redirect",
        "cache-control",
        "content-type",
    ] {
        assert!(first.header(name).is_some(), "{name}");
        assert_eq!(first.header(name), second.header(name), "{name}");
    }
    assert_eq!(first.json::<Value>(), second.json::<Value>());
}

#[tokio::test]
async fn a_header_key_with_other_arguments_is_refused() {
    let (site, ran) = site();
    touch(&site, KEY, "this").await.status(200);
    let refused = touch(&site, KEY, "that").await;
    assert_eq!(refused.status(422).json::<Value>()["code"], "invalid");
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn a_forms_key_covers_its_values() {
    let (site, ran) = site();
    for text in ["this", "this", "that", "that", "this"] {
        assert_eq!(
            touch_form(&site, "/_call/touch", text)
                .await
                .status(200)
                .json::<String>(),
            text
        );
    }
    assert_eq!(ran.times(), 2);
}

#[tokio::test]
async fn a_form_that_was_posted_to_its_page_is_known_to_our_client() {
    let ran = Ran::default();
    let page = Router::new().route("/page", axum::routing::get(|| async { "the page" }));
    let site = Site::browser(super::support::mount(page, config(|_| ()), &ran));
    touch_form(&site, "/page?_call=touch", "this").await.status(303);
    let answer = touch_form(&site, "/_call/touch.cbor", "this").await;
    assert_eq!(answer.outcome::<Touch>(), Ok("this".to_owned()));
    touch_form(&site, "/page?_call=touch", "this").await.status(303);
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn attempts_at_the_same_time_run_once_and_are_answered_alike() {
    let (site, ran) = site_on(MemoryStore::default(), 10 * SECOND);
    let attempts = join_all((0..3).map(|_| async {
        let request = keyed(&site, "wait_at_the_gate");
        request.json(&json!({})).await.status(200).json::<usize>()
    }));
    let open = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        ran.let_go(1);
    };
    let (answers, ()) = tokio::join!(attempts, open);
    assert_eq!((answers, ran.times()), (vec![1, 1, 1], 1));
}

#[tokio::test]
async fn three_calls_with_keys_of_their_own_overlap() {
    let (site, ran) = site_on(MemoryStore::default(), 10 * SECOND);
    let attempts = join_all((0..3).map(|number| {
        let key = format!("{number:032x}");
        let request = site.post("/_call/wait_at_the_gate").header("idempotency-key", &key);
        async { request.json(&json!({})).await.status(200).text() }
    }));
    let open = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(ran.times(), 3, "all three are in flight");
        ran.let_go(3);
    };
    tokio::join!(attempts, open);
}

#[tokio::test]
async fn a_refused_field_frees_the_key() {
    let (site, ran) = site();
    buy(&site, 100, "Emma").await.status(422);
    assert_eq!(ran.times(), 0);
    assert_eq!(buy(&site, 2, "Emma").await.status(200).json::<u32>(), 2);
    buy(&site, 2, "Emma").await.status(200);
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn not_just_now_frees_the_key() {
    let (site, ran) = site();
    for _ in 0..2 {
        keyed(&site, "not_just_now").json(&json!({})).await.status(503);
    }
    assert_eq!(ran.times(), 2);
}

#[tokio::test]
async fn an_error_of_the_body_is_an_answer_like_any_other() {
    let log = Log::listen();
    for (title, status) in [("rare", 409), ("unpriced", 500), ("cursed", 500)] {
        let (site, ran) = site();
        let first: Value = buy(&site, 1, title).await.status(status).json();
        let second: Value = buy(&site, 1, title).await.status(status).json();
        assert_eq!(first, second, "{title}: also its digest");
        assert_eq!(ran.times(), 1, "{title}");
    }
    assert_eq!(log.about("the shelf fell over").len(), 1, "it happened once");
}

#[tokio::test]
async fn a_key_counts_within_its_principal() {
    let (site, ran) = site();
    let as_member = |name: &'static str, key: &'static str| {
        let request = site.post("/_call/members_touch").header("x-member", name);
        async move {
            let request = request.header("idempotency-key", key);
            request
                .json(&json!({ "text": "mine" }))
                .await
                .status(200)
                .json::<String>()
        }
    };
    for key in ["1", KEY] {
        let before = ran.times();
        for _ in 0..2 {
            assert_eq!(as_member("ada", key).await, "mine by ada");
            assert_eq!(as_member("bob", key).await, "mine by bob");
        }
        assert_eq!(ran.times() - before, 2, "{key}");
    }
}

#[tokio::test]
async fn the_first_two_clicks_of_a_visitor_are_one_session() {
    let (site, ran) = site();
    let click = |cookie: Option<String>| {
        let mut request = keyed(&site, "visit");
        if let Some(cookie) = cookie {
            request = request.cookie("visit", &cookie);
        }
        async { request.header("actions-signature", "0").json(&json!({})).await }
    };
    let (first, second) = tokio::join!(click(None), click(None));
    let session: String = first.status(200).json();
    assert_eq!(second.status(200).json::<String>(), session);
    assert_eq!(first.header("set-cookie"), second.header("set-cookie"));
    assert!(
        first
            .header("set-cookie")
            .unwrap()
            .starts_with(&format!("visit={session};"))
    );
    assert_eq!(ran.times(), 1);
    assert_eq!(click(Some(session.clone())).await.status(200).json::<String>(), session);
    assert_eq!(ran.times(), 1, "by now the visitor is known, and it is the same intent");
    assert_eq!(
        click(Some("somebody-else".into())).await.json::<String>(),
        "somebody-else"
    );
    assert_eq!(ran.times(), 2, "a stranger is not told what was answered");
}

#[tokio::test]
async fn what_somebody_known_asked_for_is_not_told_to_a_new_visitor_with_the_key() {
    let (site, ran) = site();
    let ask = || {
        site.post("/_call/visit")
            .header("idempotency-key", KEY)
            .header("actions-signature", "0")
    };
    let known = ask().cookie("visit", "ada").json(&json!({})).await;
    assert_eq!(known.status(200).json::<String>(), "ada");
    let stolen = ask().json(&json!({})).await;
    assert_ne!(stolen.status(200).json::<String>(), "ada");
    assert_eq!(ran.times(), 2);
}

#[tokio::test]
async fn an_applications_own_error_is_an_answer_whatever_its_name() {
    let (site, ran) = site();
    for _ in 0..2 {
        keyed(&site, "knock").json(&json!({})).await.status(409);
    }
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn without_a_session_a_key_that_others_may_choose_too_is_refused() {
    let (site, ran) = site();
    let ask = || site.post("/_call/visit").header("idempotency-key", "order-1");
    ask().json(&json!({})).await.status(422);
    assert_eq!(ran.times(), 0);
    for _ in 0..2 {
        let known = ask().cookie("visit", "ada").header("actions-signature", "0");
        assert_eq!(known.json(&json!({})).await.status(200).json::<String>(), "ada");
    }
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn what_everybody_may_call_takes_no_key_that_others_may_choose_too() {
    let (site, ran) = site();
    touch(&site, "order-1", "x").await.status(422);
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn a_known_visitors_renewed_session_is_renewed_again() {
    let (site, ran) = site();
    for _ in 0..2 {
        let request = site
            .post("/_call/visit")
            .header("idempotency-key", KEY)
            .cookie("visit", "ada");
        let answer = request.header("actions-signature", "0").json(&json!({})).await;
        assert!(answer.header("set-cookie").unwrap().starts_with("visit=ada;"));
    }
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn our_client_is_told_whether_its_key_is_used_up() {
    let (site, _) = site();
    let settled = |fields: &'static [(&str, &str)]| {
        let request = site.post("/_call/buy.cbor").form(fields);
        async {
            codec::from_slice::<Answer>(request.await.bytes())
                .expect("our codec")
                .settled
        }
    };
    assert!(!settled(&[("copies", "2"), ("title", "Emma")]).await, "there is no key");
    assert!(
        settled(&[("_key", KEY), ("copies", "2"), ("title", "Emma")]).await,
        "success"
    );
    assert!(
        settled(&[("_key", KEY), ("copies", "2"), ("title", "rare")]).await,
        "an answer"
    );
    assert!(
        settled(&[("_key", KEY), ("copies", "2"), ("title", "cursed")]).await,
        "the body ran"
    );
    assert!(
        !settled(&[("_key", KEY), ("copies", "100"), ("title", "Emma")]).await,
        "nothing has happened"
    );
    assert!(
        !settled(&[("_key", KEY), ("copies", "two"), ("title", "Emma")]).await,
        "nothing was asked"
    );
}

/// A ledger that is busy when an answer comes.
struct Busy(MemoryStore, std::sync::atomic::AtomicBool);

impl Store for Busy {
    fn claim<'a>(&'a self, id: EntryId, entry: &'a Entry) -> BoxFuture<'a, Result<Option<Found>, StoreError>> {
        self.0.claim(id, entry)
    }

    fn finish(&self, id: EntryId, answer: Vec<u8>) -> BoxFuture<'_, Result<(), StoreError>> {
        if self.1.swap(false, std::sync::atomic::Ordering::SeqCst) {
            return Box::pin(async { Err("the ledger is busy".into()) });
        }
        self.0.finish(id, answer)
    }

    fn release(&self, id: EntryId) -> BoxFuture<'_, Result<(), StoreError>> {
        self.0.release(id)
    }

    fn find(&self, id: EntryId) -> BoxFuture<'_, Result<Option<Found>, StoreError>> {
        self.0.find(id)
    }
}

#[tokio::test]
async fn an_answer_is_kept_when_the_ledger_was_busy_for_a_moment() {
    let (site, ran) = site_on(Busy(MemoryStore::default(), true.into()), SECOND);
    for _ in 0..2 {
        touch(&site, KEY, "x").await.status(200);
    }
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn what_is_no_key_is_malformed() {
    let (site, ran) = site();
    for key in ["", "a b", "\"\"", &"k".repeat(256)] {
        touch(&site, key, "x").await.status(400);
    }
    let twice = keyed(&site, "touch");
    let twice = twice.header("idempotency-key", KEY).json(&json!({ "text": "x" }));
    twice.await.status(400);
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn a_query_is_asked_whenever_it_is_asked() {
    let (site, ran) = site();
    for _ in 0..2 {
        let request = site.get("/_call/peek?number=1").header("idempotency-key", KEY);
        request.await.status(200);
    }
    assert_eq!(ran.times(), 2);
}

#[tokio::test]
async fn a_call_with_a_key_goes_on_when_its_caller_goes_away() {
    let (site, ran) = site_on(MemoryStore::default(), 10 * SECOND);
    let attempt = || {
        let request = keyed(&site, "wait_at_the_gate");
        async { request.json(&json!({})).await }
    };
    let gone = tokio::time::timeout(Duration::from_millis(50), attempt()).await;
    assert!(gone.is_err());
    ran.let_go(1);
    assert_eq!(attempt().await.status(200).json::<usize>(), 1);
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn an_answer_too_large_to_keep_is_not_given_twice_and_not_run_twice() {
    let (site, ran) = site();
    let ask = || {
        let request = keyed(&site, "a_lot");
        async { request.json(&json!({})).await }
    };
    ask().await.status(200);
    assert_eq!(ask().await.status(409).json::<Value>()["code"], "unknown");
    assert_eq!(ran.times(), 1);
}

/// What a server leaves that dies in the middle: an entry, and no answer.
struct Died(MemoryStore);

impl Store for Died {
    fn claim<'a>(&'a self, id: EntryId, entry: &'a Entry) -> BoxFuture<'a, Result<Option<Found>, StoreError>> {
        Box::pin(async move {
            self.0.claim(id, entry).await?;
            self.0.claim(id, entry).await
        })
    }

    fn finish(&self, id: EntryId, answer: Vec<u8>) -> BoxFuture<'_, Result<(), StoreError>> {
        self.0.finish(id, answer)
    }

    fn release(&self, id: EntryId) -> BoxFuture<'_, Result<(), StoreError>> {
        self.0.release(id)
    }

    fn find(&self, id: EntryId) -> BoxFuture<'_, Result<Option<Found>, StoreError>> {
        self.0.find(id)
    }
}

#[tokio::test]
async fn what_a_dead_server_left_is_unknown_and_not_run_again() {
    let (site, ran) = site_on(Died(MemoryStore::default()), Duration::from_millis(50));
    let answer = touch(&site, KEY, "x").await;
    answer.status(409);
    assert_eq!(answer.json::<Value>()["code"], "unknown");
    // That is the last word: a form that sent this again and again would be dead.
    let ours = site
        .post("/_call/touch.cbor")
        .form(&[("_key", KEY), ("text", "x")])
        .await;
    assert!(codec::from_slice::<Answer>(ours.bytes()).expect("our codec").settled);
    assert_eq!(ran.times(), 0);
}

/// A ledger that cannot be reached.
struct Broken;

impl Store for Broken {
    fn claim<'a>(&'a self, _: EntryId, _: &'a Entry) -> BoxFuture<'a, Result<Option<Found>, StoreError>> {
        Box::pin(async { Err("the ledger is on fire".into()) })
    }

    fn finish(&self, _: EntryId, _: Vec<u8>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async { Err("the ledger is on fire".into()) })
    }

    fn release(&self, _: EntryId) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async { Err("the ledger is on fire".into()) })
    }

    fn find(&self, _: EntryId) -> BoxFuture<'_, Result<Option<Found>, StoreError>> {
        Box::pin(async { Err("the ledger is on fire".into()) })
    }
}

#[tokio::test]
async fn without_its_ledger_nothing_is_run() {
    let log = Log::listen();
    let (site, ran) = site_on(Broken, SECOND);
    let answer = touch(&site, KEY, "x").await;
    answer.status(500);
    assert!(!answer.text().contains("fire"));
    assert_eq!(log.about("the ledger is on fire").len(), 1);
    assert_eq!(ran.times(), 0);
}
