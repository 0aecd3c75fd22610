//! An assertion that does not hold says what was found instead.

use std::panic::{AssertUnwindSafe, catch_unwind};

use axum::{Router, http::StatusCode, response::Redirect, routing::get};
use leptos_actions::{Principal, prelude::*};
use leptos_actions_testing::{As, Outcome, Site};
use serde::{Deserialize, Serialize};

#[derive(Clone)]
struct Clock(u32);

#[derive(Clone)]
struct Member;

impl Caller for Member {
    async fn identify(_: &Scope) -> CallResult<Self> {
        Err(CallError::Unauthenticated)
    }

    fn principal(&self) -> Principal {
        Principal::new("member", 1)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error, PublicError)]
#[error("sold out")]
struct SoldOut;

/// Sells as many copies as there are hours on the clock.
#[action]
async fn buy(
    #[caller] _: Member,
    #[form(range = 1..=9)] copies: u32,
    #[extract] State(Clock(hour)): State<Clock>,
    #[extract] reply: Reply,
) -> CallResult<String, SoldOut> {
    if hour == 0 {
        "midnight".parse::<u32>()?;
    }
    if copies > hour {
        Err(SoldOut)?;
    }
    reply.redirect("/cart")?;
    let later = reply.clone();
    reply.after(async move { later.set_cookie(("too", "late")) });
    Ok(format!("{copies} copies"))
}

async fn bought(copies: u32, hour: u32) -> Outcome<Buy> {
    As::caller(Member).state(Clock(hour)).call(|| buy(copies)).await
}

/// What a failed assertion says.
fn complaint<T>(assertion: impl FnOnce() -> T) -> String {
    let Err(panic) = catch_unwind(AssertUnwindSafe(assertion)) else {
        panic!("the assertion held");
    };
    *panic.downcast::<String>().expect("a formatted message")
}

#[tokio::test]
async fn a_success_that_should_have_failed_shows_its_value() {
    let outcome = bought(2, 3).await;
    let found = "but it succeeded with \"2 copies\"";
    assert_eq!(
        complaint(|| outcome.refused_with(409)),
        format!("`buy` should fail with 409, {found}")
    );
    assert!(complaint(|| outcome.app_error()).ends_with(found));
    assert!(complaint(|| outcome.field_error("copies")).ends_with(found));
    assert!(complaint(|| outcome.cause()).ends_with(found));
    assert!(complaint(|| outcome.redirected_to("/home")).contains("it redirects to Some(\"/cart\")"));
    assert!(complaint(|| outcome.unwrap_err()).ends_with(found));
}

#[tokio::test]
async fn a_failure_that_should_have_succeeded_shows_its_error() {
    let refused = bought(4, 3).await;
    assert_eq!(refused.app_error(), SoldOut);
    assert_eq!(
        complaint(|| refused.unwrap()),
        "`buy` should succeed, but it failed with 409 sold-out (SoldOut)"
    );
    let invalid = bought(10, 3).await;
    let found = complaint(|| invalid.refused_with(409));
    assert!(
        found.ends_with("it failed with 422 invalid (copies: Choose a number from 1 to 9.)"),
        "{found}"
    );
    let broken = bought(1, 0).await;
    assert_eq!(broken.cause(), "invalid digit found in string");
    let found = complaint(|| broken.unwrap());
    assert!(
        found.ends_with("it failed with 500 internal (invalid digit found in string)"),
        "{found}"
    );
}

#[tokio::test]
async fn work_for_afterwards_runs_when_it_is_asked_to() {
    let outcome = bought(1, 1).await;
    assert!(outcome.cookie("too").is_none());
    outcome.run_after().await;
    assert_eq!(outcome.cookie("too").unwrap().value(), "late");
}

#[tokio::test]
async fn every_call_is_a_request_of_its_own() {
    let member = As::caller(Member).state(Clock(1));
    member.call(|| buy(1)).await.redirected_to("/cart");
    assert_eq!(member.call(Buy { copies: 2 }).await.redirect(), None);
}

#[tokio::test]
async fn an_answer_that_is_not_the_expected_one_is_shown() {
    let page = get(|| async { (StatusCode::IM_A_TEAPOT, [("x-pot", "tea")], "short and stout") });
    let moved = get(|| async { Redirect::to("/pot") });
    let site = Site::new(Router::new().route("/pot", page).route("/moved", moved));
    let answer = site.get("/pot").await;
    let complaints = [
        complaint(|| answer.status(200).code()),
        complaint(|| answer.contains("tall").code()),
        complaint(|| answer.lacks("stout").code()),
        complaint(|| answer.redirected_to("/cup").code()),
        complaint(|| answer.json::<u32>()),
    ];
    for complaint in complaints {
        assert!(
            complaint.contains("418") && complaint.contains("short and stout"),
            "{complaint}"
        );
        assert!(complaint.contains("x-pot"), "{complaint}");
    }
    let answer = site.get("/moved").await;
    answer.status(303).redirected_to("/pot");
    site.follow(&answer).await.status(418);
}
