//! Who a call acts as when it is made outside a request, and in one that it has left.
#![allow(dead_code, reason = "calls are called by their names in addresses")]

#[path = "support/mod.rs"]
mod support;

use axum::{Router, routing::get};
use leptos_actions::{CallError, Overrides, Principal, StateMap, prelude::*};
use leptos_actions_testing::{As, Site};

use crate::support::{Ran, config, log::Log, mount};

#[derive(Clone)]
struct Member(String);

impl Caller for Member {
    async fn identify(scope: &Scope) -> CallResult<Self> {
        scope.cookie("member").map(Self).ok_or(CallError::Unauthenticated)
    }

    fn principal(&self) -> Principal {
        Principal::new("member", &self.0)
    }
}

#[query]
async fn my_name(#[caller] member: Member) -> CallResult<String> {
    Ok(member.0)
}

#[query(public)]
async fn anybody() -> CallResult<()> {
    Ok(())
}

#[action]
async fn rename(
    #[caller] member: Member,
    #[form(length = 1..=9)] to: String,
    #[extract] State(ran): State<Ran>,
) -> CallResult<String> {
    ran.once_more();
    Ok(format!("{} is {to}", member.0))
}

#[tokio::test]
async fn a_call_outside_any_request_is_refused_and_the_log_names_the_fix() {
    let log = Log::listen();
    for error in [my_name().await.unwrap_err(), anybody().await.unwrap_err()] {
        assert!(matches!(error, CallError::Internal(_)), "{error:?}");
    }
    let logged = log.about("called outside any request");
    assert_eq!(logged.len(), 2);
    for fix in [
        "`my_name`",
        "`tokio::spawn`",
        "`Scope`",
        "`scope.enter(..)`",
        "`Scope::detached`",
        "principal",
    ] {
        assert!(
            logged[0].fields["cause"].contains(fix),
            "{fix}: {}",
            logged[0].fields["cause"]
        );
    }
}

#[expect(clippy::async_yields_async, reason = "made in the scope, and awaited outside of it")]
#[tokio::test]
async fn a_call_made_in_a_scope_keeps_it_wherever_it_is_awaited() {
    let scope = As::caller(Member("ada".into())).scope();
    let made = scope.enter(async { my_name() }).await;
    assert_eq!(tokio::spawn(made).await.unwrap(), Ok("ada".into()));
}

#[tokio::test]
async fn a_scope_made_by_hand_needs_its_principal_named() {
    let nobody = Scope::detached(StateMap::default(), Overrides::default());
    assert_eq!(
        nobody.enter(async { my_name().await }).await,
        Err(CallError::Unauthenticated)
    );
    let ada = Scope::detached(StateMap::default(), Overrides::default().with(|| Member("ada".into())));
    assert_eq!(ada.enter(async { my_name().await }).await, Ok("ada".into()));
}

#[tokio::test]
async fn a_direct_call_is_authorised_and_validated_like_any_other() {
    let ran = Ran::default();
    let nobody = As::public().state(ran.clone());
    nobody.call(|| rename("bea".into())).await.refused_with(401);
    let ada = As::caller(Member("ada".into())).state(ran.clone());
    let outcome = ada.call(|| rename(String::new())).await;
    assert_eq!(outcome.refused_with(422).field_error("to"), "Fill this in.");
    assert_eq!(ran.times(), 0);
    assert_eq!(ada.call(|| rename("bea".into())).await.unwrap(), "ada is bea");
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn a_plain_route_calls_as_whoever_asks_it() {
    async fn with_extractor(scope: Scope) -> String {
        let task = tokio::spawn(scope.enter(async { my_name().await }));
        task.await.unwrap().unwrap_or_default()
    }
    async fn without() -> String {
        my_name().await.unwrap_or_default()
    }
    let routes = Router::new()
        .route("/with", get(with_extractor))
        .route("/without", get(without));
    let site = Site::new(mount(routes, config(|_| ()), &Ran::default()));
    for address in ["/with", "/without"] {
        assert_eq!(site.get(address).cookie("member", "ada").await.text(), "ada");
        assert_eq!(site.get(address).cookie("member", "bea").await.text(), "bea");
        assert_eq!(site.get(address).await.text(), "");
    }
}

#[tokio::test]
async fn a_route_outside_the_service_has_no_scope_to_take() {
    let log = Log::listen();
    let outside = Router::new().route("/", get(|_: Scope| async { "never" }));
    Site::new(outside).get("/").await.status(500);
    assert_eq!(log.about("outside the service that `Actions::mount` returns").len(), 1);
}
