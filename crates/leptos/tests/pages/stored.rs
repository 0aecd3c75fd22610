//! Which pages a browser may keep for "back", and which nobody stores.

use std::time::Duration;

use axum::{
    Json, Router,
    body::{Body, Bytes},
    response::Html,
    routing::get,
};
use futures_util::{StreamExt, stream};
use leptos::prelude::*;
use leptos_actions::prelude::*;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{
    app::{GetAccount, LastNote, Members},
    browser,
};

#[query(public)]
pub async fn public_word() -> CallResult<String> {
    tokio::task::yield_now().await;
    Ok("hello".into())
}

/// Lets the query of the late form go on.
static GATE: Semaphore = Semaphore::const_new(0);

#[query(public)]
pub async fn late_form() -> CallResult<()> {
    GATE.acquire().await.map(SemaphorePermit::forget)?;
    Ok(())
}

/// Neither a form nor a value.
#[component]
pub fn Still() -> impl IntoView {
    "nothing of anybody's"
}

#[component]
pub fn PublicWord() -> impl IntoView {
    let word = use_server_query(|| PublicWord {});
    view! { <Suspense>{move || Suspend::new(async move { word.await.ok() })}</Suspense> }
}

/// A public query, which reads a cookie.
#[component]
pub fn LastWord() -> impl IntoView {
    let word = use_server_query(|| LastNote {});
    view! { <Suspense>{move || Suspend::new(async move { word.await.ok() })}</Suspense> }
}

#[component]
pub fn MembersWord() -> impl IntoView {
    let account = use_server_query(|| GetAccount {});
    view! { <Suspense>{move || Suspend::new(async move { account.await.is_ok() })}</Suspense> }
}

#[component]
pub fn FormBehindAWord() -> impl IntoView {
    let word = use_server_query(|| PublicWord {});
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                let _ = word.await;
                view! { <Members/> }
            })}
        </Suspense>
    }
}

/// A form whose key is made after the head was sent.
#[component]
pub fn FormThatIsLate() -> impl IntoView {
    let word = use_server_query(|| LateForm {}).streamed();
    view! {
        <h1>"At once"</h1>
        <Suspense>
            {move || Suspend::new(async move {
                let _ = word.await;
                view! { <Members/> }
            })}
        </Suspense>
    }
}

/// Routes of the application's own, one of which looks at who asks.
pub fn routes() -> Router {
    let slow = || stream::once(async { Ok::<_, std::io::Error>(Bytes::from_static(b"<p>slow")) });
    Router::new()
        .route("/plain-html", get(|| async { Html("<p>plain") }))
        .route(
            "/plain-stream",
            get(move || async move {
                let rest = stream::once(async {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                    Ok(Bytes::from_static(b" and steady"))
                });
                Html(Body::from_stream(slow().chain(rest)))
            }),
        )
        .route(
            "/plain-kept",
            get(|| async { ([("cache-control", "max-age=60")], Html("<p>kept")) }),
        )
        .route(
            "/who-html",
            get(|scope: Scope| async move {
                let html = Html(scope.cookie("last").unwrap_or_default());
                ([("cache-control", "public, max-age=60")], html)
            }),
        )
        .route(
            "/who-json",
            get(|scope: Scope| async move { Json(scope.cookie("last")) }),
        )
        .route(
            "/who-json-kept",
            get(|scope: Scope| async move { ([("cache-control", "private, max-age=60")], Json(scope.cookie("last"))) }),
        )
        .route(
            "/where",
            get(|scope: Scope| async move { Html(scope.uri().map(ToString::to_string).unwrap_or_default()) }),
        )
}

async fn control(page: &str) -> Option<String> {
    browser()
        .0
        .get(page)
        .cookie("last", "Ema")
        .await
        .status(200)
        .header("cache-control")
}

// covers: GST-24
#[tokio::test]
async fn a_page_without_a_form_and_without_a_private_value_is_left_as_it_is() {
    for page in [
        "/still",
        "/public-word",
        "/plain",
        "/plain-html",
        "/plain-stream",
        "/where",
    ] {
        assert_eq!(control(page).await, None, "{page}");
    }
    assert_eq!(control("/plain-kept").await.as_deref(), Some("max-age=60"));
}

#[tokio::test]
async fn what_is_read_ahead_of_a_page_is_all_there() {
    let (site, _) = browser();
    let page = site.get("/public-word").await;
    page.contains("hello").contains("</html>");
    site.get("/plain-stream").await.contains("<p>slow and steady");
}

// covers: GST-24
#[tokio::test]
async fn a_page_with_a_key_or_a_private_value_is_stored_nowhere() {
    for page in ["/notes", "/last-word", "/form-behind-a-word", "/who-html", "/who-json"] {
        assert_eq!(control(page).await.as_deref(), Some("no-store"), "{page}");
    }
    let (site, _) = browser();
    for request in [
        site.get("/members-word"),
        site.get("/members-word").cookie("member", "1"),
    ] {
        let control = request.await.status(200).header("cache-control");
        assert_eq!(
            control.as_deref(),
            Some("no-store"),
            "also for nobody: it would be shown to a member"
        );
    }
    assert_eq!(control("/who-json-kept").await.as_deref(), Some("private, max-age=60"));
}

// covers: GST-24
#[tokio::test]
async fn a_page_whose_head_is_sent_before_its_form_is_stored_nowhere() {
    let (site, _) = browser();
    let page = site.get("/late-form").send().await;
    assert_eq!(page.headers()["cache-control"], "no-store");
    let mut body = page.into_body().into_data_stream();
    let mut text = String::new();
    while !text.contains("At once") {
        text.push_str(&String::from_utf8_lossy(&body.next().await.unwrap().unwrap()));
    }
    assert!(!text.contains("name=\"_key\" value="), "{text}");
    GATE.add_permits(1);
    while let Some(piece) = body.next().await {
        text.push_str(&String::from_utf8_lossy(&piece.unwrap()));
    }
    assert!(text.contains("name=\"_key\" value="), "{text}");
}
