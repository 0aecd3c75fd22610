//! What a page hands over to hydration.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use leptos::prelude::*;
use leptos_actions::prelude::*;
use leptos_actions_core::{codec, wire::FormOutcome};
use serde::Deserialize;

use super::{KEY, app::LastNote, browser};

/// Two components that ask the same, and one that asks nothing.
#[component]
pub fn Shared() -> impl IntoView {
    let asked = [(); 2].map(|()| use_server_query(|| LastNote {}));
    let nothing = use_server_query(|| None::<LastNote>);
    let shown = asked.map(|query| {
        move || {
            Suspend::new(async move {
                view! { <p class="last">{query.await.unwrap_or_default()}</p> }
            })
        }
    });
    view! {
        <Suspense>
            {shown.collect_view()}
            {move || Suspend::new(async move { nothing.await.is_none().then_some("nothing is asked") })}
        </Suspense>
    }
}

/// The first value that is handed over is that of `provide_actions`.
#[derive(Deserialize)]
pub struct PageState {
    build: String,
    pub outcome: Option<FormOutcome>,
}

pub fn handed_over(html: &str) -> PageState {
    let (_, rest) = html
        .split_once("__RESOLVED_RESOURCES[0] = \"")
        .expect("something is handed over");
    let (first, _) = rest.split_once('"').expect("a quoted value");
    let bytes = STANDARD_NO_PAD.decode(first).expect("base64");
    codec::from_slice(&bytes).expect("our codec")
}

#[tokio::test]
async fn a_failed_post_is_handed_over_with_what_was_typed() {
    let (site, _) = browser();
    for page in ["/search?q=1&_call=save_note", "/in-order?_call=save_note"] {
        let fields = [("text", "taken"), ("copies", "</script>")];
        let sent = [("_key", KEY), fields[0], fields[1]];
        let state = handed_over(&site.post(page).form(&sent).await.status(422).text());
        let outcome = state.outcome.expect("the outcome is there");
        assert_eq!((outcome.call.as_str(), outcome.instance.as_str()), ("save_note", ""));
        assert_eq!(
            outcome.values,
            sent.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert_eq!(outcome.answer.error.unwrap().code, "invalid");
    }
}

#[tokio::test]
async fn a_failure_that_used_the_key_up_hands_over_what_was_typed_without_it() {
    let (site, _) = browser();
    let typed = [("text", "taken"), ("copies", "2")];
    let sent = [("_key", KEY), typed[0], typed[1]];
    let page = site.post("/search?_call=save_note").form(&sent).await;
    let outcome = handed_over(&page.status(409).text())
        .outcome
        .expect("the outcome is there");
    let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(outcome.values, typed);
}

#[tokio::test]
async fn a_success_is_handed_over_to_the_page_it_leads_to() {
    let (site, _) = browser();
    let fields = [("_key", KEY), ("text", "Ema"), ("copies", "2")];
    let answer = site.post("/search?q=1&_call=save_note").form(&fields).await;
    let state = handed_over(&site.follow(&answer).await.text());
    let outcome = state.outcome.expect("the outcome is there");
    assert_eq!(outcome.call, "save_note");
    assert!(outcome.values.is_empty(), "what was typed is done with");
    assert_eq!(outcome.answer.read::<(), leptos_actions::NoError>(), Ok(()));
}

#[tokio::test]
async fn a_page_that_answers_no_post_hands_over_the_build_alone() {
    let (site, _) = browser();
    let state = handed_over(&site.get("/search").await.text());
    assert!(state.outcome.is_none());
    let registry = leptos_actions::Registry::collect().unwrap();
    assert_eq!(state.build, registry.build().to_string());
}

// covers: REV-16
#[tokio::test]
async fn the_answer_to_a_query_is_handed_over_once() {
    let (site, _) = browser();
    let html = site.get("/shared").header("cookie", "last=Emma").await.text();
    assert_eq!(html.matches("<p class=\"last\">Emma").count(), 2);
    assert!(html.contains("nothing is asked"));
    let (_, handed_over) = html
        .split_once("__RESOLVED_RESOURCES")
        .expect("something is handed over");
    let values = handed_over.split("__RESOLVED_RESOURCES[").filter_map(|part| {
        let (_, value) = part.split_once("] = \"")?;
        STANDARD_NO_PAD.decode(value.split_once('"')?.0).ok()
    });
    let values: Vec<_> = values.collect();
    assert_eq!(values.len(), 4, "one for the page, and one for each that asks");
    let holds = |value: &&Vec<u8>| value.windows(4).any(|window| window == b"Emma");
    assert_eq!(values.iter().filter(holds).count(), 1);
}
