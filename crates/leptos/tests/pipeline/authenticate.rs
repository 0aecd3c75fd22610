//! Step 6: who it is, before a byte of the body is read.

use axum::Router;
use leptos_actions_testing::Site;
use serde_json::{Value, json};

use super::{
    site,
    support::{Ran, body::watched, log::Log},
};

async fn call_as(member: Option<&str>, address: &str) -> (u16, Value, bool) {
    let (site, _) = site();
    let (body, polled) = watched("text=hello");
    let mut request = site.post(address).body("application/x-www-form-urlencoded", body);
    if let Some(member) = member {
        request = request.header("x-member", member);
    }
    let answer = request.await;
    (answer.code(), answer.json(), polled.was_polled())
}

// covers: GST-27
#[tokio::test]
async fn nobody_and_the_wrong_kind_are_refused_unread() {
    let (status, problem, polled) = call_as(None, "/_call/members_touch").await;
    assert_eq!(
        (status, &problem["code"], polled),
        (401, &json!("unauthenticated"), false)
    );
    let (status, problem, polled) = call_as(Some("banned"), "/_call/members_touch").await;
    assert_eq!((status, &problem["code"], polled), (403, &json!("forbidden"), false));
    let (status, answer, polled) = call_as(Some("ada"), "/_call/members_touch").await;
    assert_eq!((status, answer, polled), (200, json!("hello by ada"), true));
}

#[tokio::test]
async fn the_kind_of_principal_stands_in_the_span_and_its_id_does_not() {
    let log = Log::listen();
    call_as(Some("ada-lovelace"), "/_call/members_touch").await;
    call_as(None, "/_call/members_touch").await;
    let spans = log.calls();
    assert_eq!(spans[0]["principal"], "member");
    assert_eq!(spans[1].get("principal"), None);
    assert!(!log.mentions("ada-lovelace", tracing::Level::TRACE));
}

#[tokio::test]
async fn a_failure_to_find_out_is_internal_and_reads_nothing() {
    let log = Log::listen();
    let (status, problem, polled) = call_as(Some("broken"), "/_call/members_touch").await;
    assert_eq!((status, &problem["code"], polled), (500, &json!("internal"), false));
    let digest = problem["digest"].as_str().unwrap();
    let causes = log.about("the session store is gone");
    assert_eq!(causes.len(), 1);
    assert_eq!(causes[0].fields["digest"], digest);
}

#[tokio::test]
async fn a_panic_while_finding_out_is_a_typed_500_and_reads_nothing() {
    let log = Log::listen();
    let (status, problem, polled) = call_as(Some("panics"), "/_call/members_touch").await;
    assert_eq!((status, &problem["code"], polled), (500, &json!("internal"), false));
    let digest = problem["digest"].as_str().unwrap();
    assert_eq!(log.about("identify lost its head")[0].fields["digest"], digest);
    // And the next call is fine.
    assert_eq!(call_as(Some("ada"), "/_call/members_touch").await.0, 200);
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_is_never_found_is_not_waited_for() {
    let (status, problem, polled) = call_as(Some("waits"), "/_call/members_touch").await;
    assert_eq!((status, &problem["code"], polled), (503, &json!("unavailable"), false));
}

#[tokio::test]
async fn finding_out_may_take_a_call_of_its_own() {
    let (site, _) = site();
    let answer = site.get("/_call/registered_peek").header("x-member", "ada").await;
    assert_eq!(answer.status(200).json::<String>(), "ada");
    site.get("/_call/registered_peek").await.status(401);
}

#[tokio::test]
async fn an_error_that_passes_by_itself_is_a_503_wherever_it_is_met() {
    let passes: fn(&(dyn std::error::Error + 'static)) -> bool = |error| error.is::<std::io::Error>();
    let actions = leptos_actions::actions().state(Ran::default()).unavailable_when(passes);
    let site = Site::new(actions.mount(Router::new()).unwrap());
    let log = Log::listen();
    let identifying = site.get("/_call/members_peek").header("x-member", "broken").await;
    let extracting = site.post("/_call/lit").header("x-lamp", "dark").await;
    for answer in [identifying, extracting] {
        assert_eq!(answer.status(503).json::<Value>()["code"], "unavailable");
        assert_eq!(answer.header("retry-after").as_deref(), Some("1"));
    }
    assert_eq!(
        log.about("the session store is gone").len() + log.about("no oil").len(),
        2
    );
}
