//! Code of the application's that panics where no body stands around it: the process lives, the key has an end, and the
//! next call is fine.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::Router;
use futures_util::future::{BoxFuture, join_all};
use http::Method;
use leptos_actions::{
    FieldErrors, IntentId, Optimistic, Principal, actions,
    prelude::*,
    server::ledger::{Entry, EntryId, Found, MemoryStore, Store, StoreError},
};
use leptos_actions_core::{
    IdempotencyKey, codec,
    wire::{Answer, Contained, SCREEN_HEADER, Screen},
};
use leptos_actions_testing::{Received, Request, Site};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::json;
use tokio::time::Instant;

use super::{
    fresh::header,
    site,
    support::{Ran, config},
};

const KEY: &str = "8e03978e-40d5-43e8-bc93-6894a57f9324";

/// A text that panics in the place which it names.
#[derive(Clone, Debug, Default)]
pub struct Fuse(String);

impl Fuse {
    fn burn(&self, place: &str) {
        assert!(self.0 != place, "the fuse burns in its `{place}`");
    }
}

impl Serialize for Fuse {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.burn("encode");
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Fuse {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fuse = Self(String::deserialize(deserializer)?);
        fuse.burn("decode");
        Ok(fuse)
    }
}

impl PartialEq for Fuse {
    fn eq(&self, other: &Self) -> bool {
        self.burn("compare");
        self.0 == other.0
    }
}

impl Drop for Fuse {
    fn drop(&mut self) {
        self.burn("drop");
    }
}

impl fmt::Display for Fuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.burn("display");
        f.write_str(&self.0)
    }
}

/// Answers with a fuse.
#[action(public)]
pub async fn light(fuse: Fuse, answer: String, #[extract] State(ran): State<Ran>) -> CallResult<Fuse> {
    ran.once_more();
    drop(fuse);
    Ok(Fuse(answer))
}

#[derive(Clone, Serialize, Deserialize, Form)]
#[form(check = burns)]
pub struct Bundle {
    text: String,
}

fn burns(bundle: &Bundle, _: &mut FieldErrors) {
    assert!(bundle.text != "check", "the rule burns");
}

#[action(public)]
pub async fn bundle_up(#[form] input: Bundle, #[extract] State(ran): State<Ran>) -> CallResult<String> {
    ran.once_more();
    Ok(input.text)
}

#[query(public, cache = shared("1h"))]
pub async fn kept_fuse(text: String, #[extract] State(ran): State<Ran>) -> CallResult<Fuse> {
    ran.once_more();
    tokio::task::yield_now().await;
    Ok(Fuse(text))
}

/// Its tag is what the fuse displays.
#[query(public, tags = ["fuse:{fuse}"])]
pub async fn tagged(fuse: Fuse) -> CallResult<String> {
    Ok(fuse.0.clone())
}

#[action(public, optimistic(Tagged))]
pub async fn foresee(place: String) -> CallResult<()> {
    drop(place);
    Ok(())
}

impl Optimistic<Tagged> for Foresee {
    fn apply(&self, _: &IntentId, answer: &mut String) {
        answer.clear();
    }

    fn matches(&self, _: &Tagged) -> bool {
        assert!(self.place != "match", "the fuse burns where it is compared");
        true
    }
}

/// Somebody who cannot be told from others.
pub struct Nameless;

impl Caller for Nameless {
    async fn identify(_: &Scope) -> CallResult<Self> {
        Ok(Self)
    }

    fn principal(&self) -> Principal {
        panic!("the name burns");
    }
}

#[action]
pub async fn namelessly(#[caller] _: Nameless, #[extract] State(ran): State<Ran>) -> CallResult<()> {
    ran.once_more();
    Ok(())
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error, PublicError)]
pub enum Fizzled {
    #[error("{fuse}")]
    #[public(message = "{fuse}")]
    Out { fuse: Fuse },
}

/// Fails with what its argument says.
#[action(public)]
pub async fn fizzle(place: String, #[extract] State(ran): State<Ran>) -> CallResult<(), Fizzled> {
    ran.once_more();
    Err(Fizzled::Out { fuse: Fuse(place) })?
}

/// Registers work of which one panics, and has more to register.
#[action(public)]
pub async fn work_after(#[extract] reply: Reply, #[extract] State(ran): State<Ran>) -> CallResult<()> {
    let (more, again) = (reply.clone(), ran.clone());
    reply.after(async move { ran.once_more() });
    reply.after(async move {
        more.after(async move { again.once_more() });
        panic!("the work burns");
    });
    Ok(())
}

fn light_it(site: &Site, method: Method, fuse: &str, answer: &str) -> Request {
    let request = site.request(method, "/_call/light").header("idempotency-key", KEY);
    request.json(&json!({ "fuse": fuse, "answer": answer }))
}

async fn post(site: &Site, fuse: &str, answer: &str) -> Received {
    light_it(site, Method::POST, fuse, answer).await
}

fn code(answer: &Received) -> String {
    answer.json::<serde_json::Value>()["code"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

// covers: GST-14
#[tokio::test]
async fn a_panic_in_a_deserialize_is_an_internal_error_and_claims_no_key() {
    let (site, ran) = site();
    let form = [("_key", KEY), ("fuse", "decode"), ("answer", "")];
    let answers = [
        post(&site, "decode", "").await,
        site.post("/_call/light").form(&form).await,
        site.post("/page?_call=light").form(&form).await,
    ];
    for answer in &answers {
        answer.status(500);
    }
    assert_eq!(code(&answers[0]), "internal");
    assert_eq!(ran.times(), 0);
    assert_eq!(post(&site, "fine", "lit").await.status(200).json::<String>(), "lit");
}

// covers: GST-14
#[tokio::test]
async fn a_panic_in_a_rule_is_an_internal_error_and_claims_no_key() {
    let (site, ran) = site();
    let bundle = |text: &str| {
        let request = site.post("/_call/bundle_up").header("idempotency-key", KEY);
        request.form(&[("text", text)])
    };
    let answer = bundle("check").await;
    assert_eq!((code(answer.status(500)), ran.times()), ("internal".into(), 0));
    assert_eq!(bundle("fine").await.status(200).json::<String>(), "fine");
}

// covers: GST-14
#[tokio::test(start_paused = true)]
async fn an_answer_whose_serialize_panics_leaves_an_unknown_key_and_a_retry_is_told_at_once() {
    let (site, ran, claims) = site_on(false);
    let first = post(&site, "", "encode").await;
    assert_eq!(code(first.status(500)), "internal");
    let before = Instant::now();
    for method in [Method::POST, Method::POST, Method::DELETE] {
        let again = light_it(&site, method, "", "encode").await;
        assert_eq!(code(again.status(409)), "unknown");
    }
    assert_eq!((before.elapsed(), ran.times()), (Duration::ZERO, 1));
    assert_eq!(claims.load(Ordering::SeqCst), 4, "each looks once");
    let other = site.post("/_call/light").json(&json!({ "fuse": "", "answer": "lit" }));
    assert_eq!(other.await.status(200).json::<String>(), "lit");
}

// covers: GST-14
#[tokio::test]
async fn our_own_client_reads_what_a_panic_became() {
    let (site, _) = site();
    let light = |answer: &str| {
        site.call(&Light {
            fuse: Fuse::default(),
            answer: answer.into(),
        })
    };
    let failed = light("encode").await;
    assert!(matches!(
        failed.status(500).outcome::<Light>(),
        Err(CallError::Internal(_))
    ));
    assert_eq!(
        light("lit").await.outcome::<Light>().map(|fuse| fuse.0.clone()),
        Ok("lit".into())
    );
}

// covers: GST-14
#[tokio::test]
async fn a_drop_that_panics_harms_neither_the_answer_nor_the_next_call() {
    let (site, ran) = site();
    // The body drops its argument: a panic in the body.
    assert_eq!(code(post(&site, "drop", "").await.status(500)), "internal");
    // The answer is dropped when it is written.
    let lit = || site.post("/_call/light").json(&json!({ "fuse": "", "answer": "drop" }));
    for _ in 0..2 {
        assert!(lit().await.status(200).text().contains("drop"));
    }
    assert_eq!(ran.times(), 3);
    let kept = site.get("/_call/kept_fuse?text=drop").await;
    assert!(kept.status(200).text().contains("drop"));
}

// covers: GST-14
#[tokio::test]
async fn a_panic_in_a_callers_name_or_in_an_errors_text_is_an_internal_error() {
    let (site, ran) = site();
    let refused = site.post("/_call/namelessly").json(&json!({})).await;
    assert_eq!((code(refused.status(500)), ran.times()), ("internal".into(), 0));
    for way in ["/_call/fizzle", "/_call/fizzle.cbor", "/page?_call=fizzle"] {
        let before = ran.times();
        let fields = [("_key", KEY), ("place", "display"), ("way", way)];
        site.post(way).form(&fields).await.status(500);
        assert_eq!(ran.times(), before + 1);
        // What became of it is known by its key, whatever it is.
        assert!(site.post(way).form(&fields).await.code() >= 409);
        assert_eq!(ran.times(), before + 1);
    }
}

// covers: GST-14
#[tokio::test]
async fn all_who_wait_for_a_reading_that_panics_are_answered_and_the_next_reads_anew() {
    let (site, ran) = site();
    for round in 1..=3 {
        let readers = (0..8).map(|_| async { site.get("/_call/kept_fuse?text=encode").await });
        for answer in join_all(readers).await {
            assert_eq!(code(answer.status(500)), "internal");
        }
        assert_eq!(ran.times(), round, "one reading for all of them");
    }
    let fine = site.get("/_call/kept_fuse?text=fine").await;
    assert_eq!(fine.status(200).json::<String>(), "fine");
}

// covers: GST-14
#[tokio::test]
async fn a_query_that_cannot_say_what_it_is_called_and_one_that_cannot_be_compared_are_read_again() {
    let (site, _) = site();
    let mut screen = Screen::default();
    for fuse in ["display", "fine"] {
        screen.push("tagged", &codec::to_vec(&json!({ "fuse": fuse })).unwrap());
    }
    let foresee = site.call(&Foresee { place: "match".into() });
    let answer = foresee.header(SCREEN_HEADER, &header(&screen)).await;
    let answer: Answer = codec::from_slice(answer.status(200).bytes()).unwrap();
    let places: Vec<_> = answer.fresh.iter().flatten().map(|(place, _)| *place).collect();
    assert!(answer.error.is_none(), "the action was done");
    assert_eq!(places, [0, 1]);
}

// covers: GST-14
#[tokio::test]
async fn work_after_the_answer_goes_on_when_one_of_it_panics() {
    let (site, ran) = site();
    site.post("/_call/work_after").json(&json!({})).await.status(200);
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(
        ran.times(),
        2,
        "what stood beside it, and what it had registered itself"
    );
}

/// A store that counts how often it is asked, and may panic when an end is to be written.
#[derive(Default)]
struct Counted {
    inner: MemoryStore,
    claims: Arc<AtomicUsize>,
    burns: bool,
}

impl Store for Counted {
    fn claim<'a>(&'a self, id: EntryId, entry: &'a Entry) -> BoxFuture<'a, Result<Option<Found>, StoreError>> {
        self.claims.fetch_add(1, Ordering::SeqCst);
        self.inner.claim(id, entry)
    }

    fn finish(&self, id: EntryId, answer: Vec<u8>) -> BoxFuture<'_, Result<(), StoreError>> {
        assert!(!self.burns, "the store burns");
        self.inner.finish(id, answer)
    }

    fn release(&self, id: EntryId) -> BoxFuture<'_, Result<(), StoreError>> {
        self.inner.release(id)
    }

    fn find(&self, id: EntryId) -> BoxFuture<'_, Result<Option<Found>, StoreError>> {
        self.inner.find(id)
    }
}

fn site_on(burns: bool) -> (Site, Ran, Arc<AtomicUsize>) {
    let (ran, claims) = (Ran::default(), Arc::default());
    let store = Counted {
        burns,
        claims: Arc::clone(&claims),
        ..Counted::default()
    };
    let actions = actions().config(config(|_| ())).state(ran.clone());
    let router = actions.ledger(store).mount(Router::new()).expect("it can be mounted");
    (Site::new(router), ran, claims)
}

// covers: GST-14
#[tokio::test(start_paused = true)]
async fn a_call_whose_end_nobody_saw_runs_no_more_and_is_unknown_at_once() {
    let (site, ran, claims) = site_on(true);
    let before = Instant::now();
    for method in [Method::POST, Method::POST, Method::DELETE] {
        assert_eq!(code(light_it(&site, method, "", "lit").await.status(409)), "unknown");
    }
    assert_eq!((before.elapsed(), ran.times()), (Duration::ZERO, 1));
    assert_eq!(claims.load(Ordering::SeqCst), 3, "each looks once");
    // Of what is read now nobody waits any more whether that intent is in it.
    let key = IdempotencyKey::parse(KEY).unwrap();
    let asking = Screen::asking_for(vec![key.as_str().to_owned()]);
    let read = site
        .call(&super::calls::Peek { number: 1 })
        .header(SCREEN_HEADER, &header(&asking));
    let answer: Answer = codec::from_slice(read.await.status(200).bytes()).unwrap();
    assert_eq!(answer.read.unwrap().contained, [Contained::Yes]);
}
