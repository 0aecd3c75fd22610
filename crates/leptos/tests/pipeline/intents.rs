//! The name of an intent, as the body of an action sees it.

use std::sync::Mutex;

use leptos_actions::{IntentId, Overrides, StateMap, prelude::*};
use serde_json::json;

use super::site;

const KEY: &str = "8e03978e-40d5-43e8-bc93-6894a57f9324";
const NAME: &str = "8e03978e-40d5-43";

/// Answers with the names that it and a call of its own have.
#[action(public)]
pub async fn name_the_intent(#[extract] id: IntentId, #[extract] again: IntentId) -> CallResult<(String, String)> {
    assert_eq!(id, again, "one call has one intent");
    let inner = name_the_inner_intent().await?;
    Ok((id.as_str().to_owned(), inner))
}

#[action(public)]
pub async fn name_the_inner_intent(#[extract] id: IntentId) -> CallResult<String> {
    Ok(id.as_str().to_owned())
}

/// The names under which the next one ran.
static NAMES: Mutex<Vec<IntentId>> = Mutex::new(Vec::new());

/// Fails in a way that is not kept, so that a retry runs again.
#[action(public)]
pub async fn name_and_fail(#[extract] id: IntentId) -> CallResult<()> {
    NAMES.lock().unwrap().push(id);
    Err(CallError::Unavailable)
}

#[tokio::test]
async fn an_intent_is_called_by_the_beginning_of_its_key() {
    let (site, _) = site();
    let request = site.post("/_call/name_the_intent").header("idempotency-key", KEY);
    let (name, inner) = request.json(&json!({})).await.status(200).json::<(String, String)>();
    assert_eq!(name, NAME);
    assert_ne!(inner, NAME, "a call that it makes is another intent");
}

#[tokio::test]
async fn a_forms_key_names_its_intent_too() {
    let (site, _) = site();
    let sent = site.post("/_call/name_the_inner_intent").form(&[("_key", KEY)]).await;
    assert_eq!(sent.status(200).json::<String>(), NAME);
}

#[tokio::test]
async fn a_retry_that_runs_again_is_the_same_intent() {
    let (site, _) = site();
    for _ in 0..2 {
        let request = site.post("/_call/name_and_fail").header("idempotency-key", KEY);
        request.json(&json!({})).await.status(503);
    }
    let names = NAMES.lock().unwrap();
    let names: Vec<_> = names.iter().map(IntentId::as_str).collect();
    assert_eq!(names, [NAME, NAME]);
}

#[tokio::test]
async fn calls_without_a_key_are_intents_of_their_own() {
    let (site, _) = site();
    let mut names = Vec::new();
    for _ in 0..2 {
        let sent = site.post("/_call/name_the_intent").json(&json!({})).await;
        let (name, inner) = sent.status(200).json::<(String, String)>();
        names.extend([name, inner]);
    }
    let scope = Scope::detached(StateMap::default(), Overrides::default());
    for _ in 0..2 {
        names.push(
            scope
                .clone()
                .enter(async { name_the_inner_intent().await })
                .await
                .unwrap(),
        );
    }
    assert!(names.iter().all(|name| name.len() == 16), "{names:?}");
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 6);
}
