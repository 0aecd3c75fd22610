//! Errors of queries in Leptos' error boundaries.

use leptos::prelude::*;
use leptos_actions::{prelude::*, set_page_status};
use leptos_router::hooks::use_query_map;

use super::{app::GetAccount, browser};

/// A query that fails within two boundaries, or within the outer one alone.
#[component]
pub fn Boundaries() -> impl IntoView {
    let account = use_server_query(|| GetAccount {});
    let is_inner = use_query_map().read_untracked().get("outer").is_none();
    let read = move || Suspend::new(async move { account.await.map(|()| "the account") });
    let said = |by: &'static str| {
        move |errors: ArcRwSignal<Errors>| {
            set_page_status(401);
            let texts = errors
                .get_untracked()
                .into_iter()
                .map(|(_, error)| format!("{by}: {error}"));
            view! { <p>{texts.collect::<Vec<_>>()}</p> }
        }
    };
    view! {
        <Suspense>
            <ErrorBoundary fallback=said("outer")>
                <p>"beside it"</p>
                {if is_inner {
                    view! { <ErrorBoundary fallback=said("inner")>{read}</ErrorBoundary> }.into_any()
                } else {
                    read.into_any()
                }}
            </ErrorBoundary>
        </Suspense>
    }
}

// covers: ERR-12
#[tokio::test]
async fn an_error_is_shown_by_the_nearest_boundary_and_by_no_other() {
    let (site, _) = browser();
    let page = site.get("/boundaries").await;
    page.status(401)
        .contains("inner: Please sign in first.")
        .contains("beside it")
        .lacks("outer:");
    let page = site.get("/boundaries?outer").await;
    page.status(401)
        .contains("outer: Please sign in first.")
        .lacks("beside it")
        .lacks("inner:");
    let page = site.get("/boundaries").cookie("member", "1").await;
    page.status(200).contains("the account").lacks("inner:").lacks("outer:");
}
