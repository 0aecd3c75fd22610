//! Busy states while a page is rendered.

use std::future::pending;

use leptos::prelude::*;
use leptos_actions::{prelude::*, use_page_pending, use_pending};

use super::browser;

/// Work that is under way while its page is written: of the page's own, of Leptos', and of a component that dispatches
/// too early.
#[component]
pub fn Busy() -> impl IntoView {
    let (is_loading, set_loading) = signal(true);
    let work = use_pending();
    let never_ends = work.track(pending::<()>());
    on_cleanup(move || drop(never_ends));
    let all = use_pending()
        .also(is_loading)
        .also(use_page_pending())
        .also(move || work.get());
    let save = use_server_action::<super::app::SaveNote>();
    save.dispatch(super::app::SaveNote {
        text: "early".into(),
        copies: 1,
    });
    let word = use_server_query(|| super::app::LastNote {});
    word.refetch();
    view! {
        <p id="own" class:on=move || work.get()></p>
        <p id="all" class:on=move || all.get() aria-busy=move || all.get().then_some("true")></p>
        <p id="query" class:on=move || word.refreshing() || word.is_stale()></p>
        <p id="rows">{move || save.submissions().len()}</p>
        <ServerForm action=save>
            <button class:on=move || save.pending()>"Save"</button>
        </ServerForm>
        <Transition fallback=|| () set_pending=set_loading>
            {move || Suspend::new(async move { word.await.ok() })}
        </Transition>
    }
}

// covers: GST-07
#[tokio::test]
async fn work_under_way_is_nowhere_in_the_html() {
    let (site, _) = browser();
    let page = site.get("/busy").await;
    page.status(200)
        .contains("<p id=\"own\"")
        .contains("<p id=\"all\"")
        .contains("<p id=\"rows\">0");
    page.lacks("\"on\"").lacks("aria-busy=");
}
