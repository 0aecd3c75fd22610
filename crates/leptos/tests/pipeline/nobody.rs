//! Callers that are nobody in particular: no key, value or reading of one is another's.

use leptos_actions::{Digest, Principal, prelude::*};
use leptos_actions_core::{
    codec,
    wire::{Answer, Contained, SCREEN_HEADER, Screen},
};
use leptos_actions_testing::{Received, Site};
use serde_json::json;

use super::{
    calls::{MembersTouch, Peek},
    fresh::header,
    site,
    support::Ran,
};

const KEY: &str = "8e03978e-40d5-43e8-bc93-6894a57f9324";

/// Somebody without an id, of the kind that a header names.
pub struct Guest(&'static str);

impl Caller for Guest {
    async fn identify(scope: &Scope) -> CallResult<Self> {
        let named = scope.headers().contains_key("x-kind");
        Ok(Self(if named { "guest" } else { "" }))
    }

    fn principal(&self) -> Principal {
        Principal::new(self.0, if self.0.is_empty() { "7" } else { "" })
    }
}

#[action]
pub async fn greet_guest(
    #[caller] _: Guest,
    text: String,
    #[extract] reply: Reply,
    #[extract] State(ran): State<Ran>,
) -> CallResult<String> {
    ran.once_more();
    let secret = Digest::random().to_string();
    reply.set_cookie(("visit", secret.clone()));
    Ok(text + &secret)
}

#[query(cache = private("1h"))]
pub async fn guests_count(#[caller] _: Guest, #[extract] State(ran): State<Ran>) -> CallResult<usize> {
    ran.once_more();
    Ok(ran.times())
}

async fn greet(site: &Site, key: &str, kind: bool) -> Received {
    let mut request = site.post("/_call/greet_guest").header("idempotency-key", key);
    if kind {
        request = request.header("x-kind", "guest");
    }
    request.json(&json!({ "text": "hello" })).await
}

// covers: GST-15
#[tokio::test]
async fn two_callers_without_an_id_share_no_key_that_both_may_choose() {
    for kind in [true, false] {
        let (site, ran) = site();
        for _ in 0..2 {
            let refused = greet(&site, "1", kind).await;
            refused.status(422).contains("idempotency key must be");
            assert!(refused.cookie("visit").is_none());
        }
        assert_eq!(ran.times(), 0);
        // A key of 128 bits is one person's, and its retry is answered as before.
        let first = greet(&site, KEY, kind).await.status(200).text();
        assert_eq!(greet(&site, KEY, kind).await.status(200).text(), first);
        assert_eq!(ran.times(), 1);
    }
}

// covers: GST-15
#[tokio::test]
async fn nothing_is_kept_on_the_server_for_callers_without_an_id() {
    for kind in ["guest", ""] {
        let (site, ran) = site();
        for times in 1..=2 {
            let mut request = site.get("/_call/guests_count");
            if !kind.is_empty() {
                request = request.header("x-kind", kind);
            }
            assert_eq!(request.await.status(200).json::<usize>(), times);
        }
        assert_eq!(ran.times(), 2);
    }
}

/// What a page is told of a key, whose queries ask as that member.
async fn contained(site: &Site, member: &str, key: &str) -> Contained {
    let asking = Screen::asking_for(vec![key.to_owned()]);
    let request = site.call(&super::fresh::GetOwnName {}).header("x-member", member);
    let answer = request.header(SCREEN_HEADER, &header(&asking)).await;
    let answer: Answer = codec::from_slice(answer.status(200).bytes()).unwrap();
    answer.read.unwrap().contained[0]
}

// covers: GST-18
#[tokio::test]
async fn one_members_key_says_nothing_about_anothers_of_the_same_name() {
    let (site, ran) = site();
    let touch = site.call(&MembersTouch { text: "x".into() });
    let touch = touch.header("x-member", "ada").header("idempotency-key", "1");
    touch.await.status(200);
    assert_eq!(ran.times(), 1);
    assert_eq!(contained(&site, "ada", "1").await, Contained::Yes);
    assert_eq!(contained(&site, "grace", "1").await, Contained::Unknown);
    // Nor does it hinder what the other takes back.
    let abort = site.request(http::Method::DELETE, "/_call/members_touch");
    let abort = abort.header("x-member", "grace").header("idempotency-key", "1");
    abort
        .json(&json!({ "text": "x" }))
        .await
        .status(409)
        .contains("aborted");
    assert_eq!(ran.times(), 1);
}

/// A page's key is random, and its queries ask as everybody too.
// covers: GST-18
#[tokio::test]
async fn a_page_is_told_of_its_own_key_by_queries_of_every_caller() {
    let (site, _) = site();
    let touch = site.call(&MembersTouch { text: "x".into() });
    touch
        .header("x-member", "ada")
        .header("idempotency-key", KEY)
        .await
        .status(200);
    let asking = Screen::asking_for(vec![KEY.to_owned()]);
    let peek = site.call(&Peek { number: 1 }).header(SCREEN_HEADER, &header(&asking));
    let answer: Answer = codec::from_slice(peek.await.status(200).bytes()).unwrap();
    assert_eq!(answer.read.unwrap().contained, [Contained::Yes]);
}
