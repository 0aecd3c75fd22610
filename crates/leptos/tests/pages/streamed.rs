//! What a page waits for, and what it does not.

use std::time::Duration;

use futures_util::StreamExt;
use leptos::prelude::*;
use leptos_actions::prelude::*;
use tokio::{sync::Semaphore, task, time::timeout};

use super::browser;

/// Lets a query go on.
static GATE: Semaphore = Semaphore::const_new(0);

#[query(public)]
pub async fn late_word() -> CallResult<String> {
    if let Ok(permit) = GATE.acquire().await {
        permit.forget();
    }
    Ok("at last".into())
}

#[component]
pub fn Streamed() -> impl IntoView {
    let word = use_server_query(|| LateWord {}).streamed();
    view! { <Words word/> }
}

#[component]
pub fn Waited() -> impl IntoView {
    let word = use_server_query(|| LateWord {});
    view! { <Words word/> }
}

#[component]
fn Words(word: leptos_actions::ServerQuery<LateWord>) -> impl IntoView {
    view! {
        <h1>"A word"</h1>
        <Suspense fallback=|| "not yet">{move || Suspend::new(async move { word.await.ok() })}</Suspense>
    }
}

#[tokio::test]
async fn what_is_streamed_comes_behind_its_page_and_what_is_not_holds_the_page() {
    let (site, _) = browser();
    // A page that waits for the word would wait for ever.
    let page = timeout(Duration::from_secs(60), site.get("/streamed").send()).await;
    let mut body = page.expect("it comes before the word").into_body().into_data_stream();
    let mut text = String::new();
    while !text.contains("not yet") {
        let chunk = body.next().await.expect("the page goes on").unwrap();
        text.push_str(&String::from_utf8_lossy(&chunk));
    }
    assert!(text.contains("A word") && !text.contains("at last"), "{text}");
    GATE.add_permits(1);
    while let Some(chunk) = body.next().await {
        text.push_str(&String::from_utf8_lossy(&chunk.unwrap()));
    }
    assert!(text.contains("at last"), "{text}");

    let waits = tokio::spawn(site.get("/waited").send());
    for _ in 0..100 {
        task::yield_now().await;
    }
    assert!(!waits.is_finished(), "the answer may decide the page's status");
    GATE.add_permits(1);
    assert_eq!(waits.await.unwrap().status(), 200);
}
