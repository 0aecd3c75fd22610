//! Taking a call back: up to its commit point nothing has happened, and after it everything has.

use std::time::Duration;

use http::Method;
use leptos_actions::{actions, prelude::*, server::ledger::MemoryStore};
use leptos_actions_testing::{Received, Site};
use serde_json::json;

use super::{
    site,
    support::{Ran, config},
};

const KEY: &str = "8e03978e-40d5-43e8-bc93-6894a57f9324";

/// Counts itself before and after its commit point, with a gate at each.
#[action(public)]
pub async fn make_report(#[extract] commit: Commit, #[extract] State(ran): State<Ran>) -> CallResult<usize> {
    ran.once_more();
    ran.wait().await;
    commit.pass()?;
    ran.once_more();
    ran.wait().await;
    ran.once_more();
    Ok(ran.times())
}

/// The same without a commit point: it might have written from its first line on.
#[action(public)]
pub async fn make_at_once(#[extract] State(ran): State<Ran>) -> CallResult<usize> {
    ran.once_more();
    ran.wait().await;
    ran.once_more();
    Ok(ran.times())
}

async fn send(site: &Site, method: Method, call: &str) -> Received {
    let request = site
        .request(method, &format!("/_call/{call}"))
        .header("idempotency-key", KEY);
    request.json(&json!({})).await
}

async fn a_moment() {
    tokio::time::sleep(Duration::from_millis(50)).await;
}

fn code(answer: &Received) -> String {
    answer.status(409).json::<serde_json::Value>()["code"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

// covers: CON-13
#[tokio::test]
async fn before_its_commit_point_a_call_is_dropped_and_all_are_told_so() {
    let (site, ran) = site();
    let call = async { send(&site, Method::POST, "make_report").await };
    let abort = async {
        a_moment().await;
        send(&site, Method::DELETE, "make_report").await
    };
    let (called, aborted) = tokio::join!(call, abort);
    assert_eq!([code(&called), code(&aborted)], ["aborted", "aborted"]);
    assert_eq!(ran.times(), 1);
    // Nothing is left that waits at the gate, and the intent stays taken back.
    ran.let_go(9);
    a_moment().await;
    assert_eq!(code(&send(&site, Method::POST, "make_report").await), "aborted");
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn after_its_commit_point_a_call_runs_to_its_end_and_who_took_it_back_is_answered_that() {
    let (site, ran) = site();
    let call = async { send(&site, Method::POST, "make_report").await };
    let abort = async {
        ran.let_go(1);
        a_moment().await;
        assert_eq!(ran.times(), 2);
        send(&site, Method::DELETE, "make_report").await
    };
    let open = async {
        a_moment().await;
        a_moment().await;
        ran.let_go(1);
    };
    let (called, aborted, ()) = tokio::join!(call, abort, open);
    assert_eq!(called.status(200).json::<usize>(), 3);
    assert_eq!(aborted.status(200).json::<usize>(), 3);
}

#[tokio::test]
async fn a_call_without_a_commit_point_is_never_cut_in_two() {
    let (site, ran) = site();
    let call = async { send(&site, Method::POST, "make_at_once").await };
    let abort = async {
        a_moment().await;
        send(&site, Method::DELETE, "make_at_once").await
    };
    let open = async {
        a_moment().await;
        a_moment().await;
        ran.let_go(1);
    };
    let (called, aborted, ()) = tokio::join!(call, abort, open);
    assert_eq!(called.status(200).json::<usize>(), 2);
    assert_eq!(aborted.status(200).json::<usize>(), 2);
}

#[tokio::test]
async fn a_call_that_was_taken_back_before_it_came_is_not_begun() {
    let (site, ran) = site();
    assert_eq!(code(&send(&site, Method::DELETE, "make_at_once").await), "aborted");
    assert_eq!(code(&send(&site, Method::POST, "make_at_once").await), "aborted");
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn a_call_that_was_answered_cannot_be_taken_back() {
    let (site, ran) = site();
    ran.let_go(1);
    let first = send(&site, Method::POST, "make_at_once")
        .await
        .status(200)
        .json::<usize>();
    let aborted = send(&site, Method::DELETE, "make_at_once").await;
    assert_eq!(aborted.status(200).json::<usize>(), first);
    assert_eq!(ran.times(), 2);
}

#[tokio::test]
async fn taking_back_needs_the_key_and_the_arguments_of_the_call() {
    let (site, ran) = site();
    site.request(Method::DELETE, "/_call/make_at_once")
        .json(&json!({}))
        .await
        .status(400);
    let with_key = |method| site.request(method, "/_call/touch").header("idempotency-key", KEY);
    with_key(Method::POST).json(&json!({ "text": "a" })).await.status(200);
    with_key(Method::DELETE).json(&json!({ "text": "b" })).await.status(422);
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn another_site_cannot_take_a_call_back() {
    let (site, _) = site();
    let request = site.request(Method::DELETE, "/_call/make_at_once");
    let request = request
        .header("idempotency-key", KEY)
        .header("sec-fetch-site", "cross-site");
    request.json(&json!({})).await.status(403);
}

#[tokio::test]
async fn a_form_is_taken_back_with_its_own_fields() {
    let (site, ran) = site();
    let send = |method| {
        site.request(method, "/_call/touch")
            .form(&[("_key", KEY), ("text", "x")])
    };
    assert_eq!(code(&send(Method::DELETE).await), "aborted");
    assert_eq!(code(&send(Method::POST).await), "aborted");
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn who_waits_for_a_call_that_does_not_end_is_told_that_nobody_knows() {
    let ran = Ran::default();
    let config = config(|config| config.handler_deadline = Duration::from_millis(200));
    let actions = actions()
        .config(config)
        .ledger(MemoryStore::default())
        .state(ran.clone());
    let site = Site::new(actions.mount(axum::Router::new()).unwrap());
    let call = async { send(&site, Method::POST, "make_at_once").await };
    let abort = async {
        a_moment().await;
        send(&site, Method::DELETE, "make_at_once").await
    };
    let (called, aborted) = tokio::join!(call, abort);
    // Its own deadline ends it first: it may have happened.
    called.status(408);
    assert!(matches!(aborted.code(), 408 | 409));
}

#[tokio::test]
async fn what_somebody_else_began_is_not_said_to_have_been_stopped() {
    let (site, _) = site();
    let touch = async |method: Method, member: &str| {
        let request = site
            .request(method, "/_call/members_touch")
            .header("idempotency-key", KEY);
        request
            .header("x-member", member)
            .json(&json!({ "text": "hello" }))
            .await
    };
    touch(Method::POST, "ada").await.status(200);
    let answer = touch(Method::DELETE, "grace").await;
    assert_eq!(answer.json::<serde_json::Value>()["code"], json!("unknown"));
    let own = touch(Method::POST, "grace").await;
    assert_eq!(own.status(200).json::<serde_json::Value>(), json!("hello by grace"));
}
