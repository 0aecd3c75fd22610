//! Steps 10 and 12: validate, and run.

use leptos_actions::CallError;
use serde_json::{Value, json};

use super::{
    calls::{Buy, ShopError},
    site,
    support::log::Log,
};

fn buying(title: &str) -> Value {
    json!({ "copies": 2, "title": title })
}

#[tokio::test]
async fn rules_are_checked_before_the_body_runs() {
    let (site, ran) = site();
    let answer = site
        .post("/_call/buy")
        .json(&json!({ "copies": 10, "title": "" }))
        .await;
    let problem: Value = answer.status(422).json();
    assert_eq!(problem["code"], "invalid");
    let expected = json!({ "copies": ["Choose a number from 1 to 9."], "title": ["Fill this in."] });
    assert_eq!(problem["fields"], expected);
    assert_eq!(ran.times(), 0);
    site.post("/_call/buy").json(&buying("Emma")).await.status(200);
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn the_applications_own_error_has_its_own_status_code_and_value() {
    let (site, _) = site();
    let problem: Value = site.post("/_call/buy").json(&buying("rare")).await.status(409).json();
    let expected = json!({ "status": 409, "title": "This book is sold out.", "code": "sold-out", "error": "SoldOut" });
    assert_eq!(problem, expected);
    let problem: Value = site.post("/_call/buy").json(&buying("scarce")).await.status(422).json();
    assert_eq!(
        (&problem["title"], &problem["error"]),
        (&json!("Only 1 are left."), &json!({ "TooMany": { "left": 1 } }))
    );
    let answer = site
        .call(&Buy {
            copies: 2,
            title: "scarce".into(),
        })
        .await;
    assert_eq!(
        answer.status(422).outcome::<Buy>(),
        Err(CallError::App(ShopError::TooMany { left: 1 }))
    );
}

// covers: ERR-09
#[tokio::test]
async fn a_private_error_is_a_500_whose_digest_finds_it_in_the_log() {
    let (site, _) = site();
    let log = Log::listen();
    let problem: Value = site
        .post("/_call/buy")
        .json(&buying("unpriced"))
        .await
        .status(500)
        .json();
    assert_eq!(problem["code"], "internal");
    let digest = problem["digest"].as_str().unwrap();
    assert!(digest.len() == 32 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let causes = log.about("invalid digit found in string");
    assert_eq!(causes.len(), 1, "once");
    assert_eq!(causes[0].fields["digest"], digest);
    assert_eq!(causes[0].call.as_ref().unwrap()["digest"], digest);
}

#[tokio::test]
async fn a_panic_is_a_500_with_a_digest_and_the_next_call_is_fine() {
    let (site, ran) = site();
    let log = Log::listen();
    let problem: Value = site.post("/_call/buy").json(&buying("cursed")).await.status(500).json();
    let digest = problem["digest"].as_str().unwrap();
    assert_eq!(log.about("the shelf fell over")[0].fields["digest"], digest);
    assert_eq!(
        site.post("/_call/buy")
            .json(&buying("Emma"))
            .await
            .status(200)
            .json::<u32>(),
        2
    );
    assert_eq!(ran.times(), 2);
}

#[tokio::test]
async fn an_extractor_refuses_fails_or_panics_without_running_the_body() {
    let (site, ran) = site();
    let log = Log::listen();
    let lit = |how| site.post("/_call/lit").header("x-lamp", how);
    lit("hidden").await.status(404);
    for (how, cause) in [("dark", "no oil"), ("panics", "the lamp burst")] {
        let problem: Value = lit(how).await.status(500).json();
        assert_eq!(
            log.about(cause)[0].fields["digest"],
            problem["digest"].as_str().unwrap()
        );
    }
    assert_eq!(ran.times(), 0);
    lit("bright").await.status(200);
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn an_axum_extractor_sees_the_request() {
    let (site, _) = site();
    let log = Log::listen();
    assert_eq!(site.get("/_call/paged?page=3").await.status(200).json::<u32>(), 3);
    site.get("/_call/paged").await.status(500);
    assert_eq!(log.about("the extractor").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_never_ends_is_given_up() {
    let (site, _) = site();
    let action: Value = site.post("/_call/never_done").await.status(408).json();
    assert_eq!(action["code"], "timeout");
    let query = site.get("/_call/never_read").await;
    assert_eq!(query.status(503).json::<Value>()["code"], "unavailable");
    assert_eq!(query.header("retry-after").as_deref(), Some("1"));
}

#[tokio::test(start_paused = true)]
async fn a_call_names_its_own_deadline() {
    let (site, _) = site();
    let started = tokio::time::Instant::now();
    site.get("/_call/never_read").await.status(503);
    assert_eq!(started.elapsed().as_secs(), 20);
    site.post("/_call/never_done").await.status(408);
    assert_eq!(started.elapsed().as_secs(), 50);
}

// covers: ERR-05
#[tokio::test]
async fn a_body_catches_what_another_call_fails_with() {
    let (site, _) = site();
    let log = Log::listen();
    let says = async |title: &str| {
        let answer = site.post("/_call/try_to_buy").json(&json!({ "title": title })).await;
        answer.status(200).json::<String>()
    };
    assert_eq!(says("Emma").await, "1 bought");
    assert_eq!(says("rare").await, "sold out");
    assert_eq!(says("").await, "title");
    let reference = says("cursed").await;
    let digest = reference
        .strip_prefix("reference ")
        .expect("a panic is an error like any other");
    assert_eq!(log.about(digest).len(), 1, "{:?}", log.events());
}
