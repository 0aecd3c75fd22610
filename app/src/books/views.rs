//! How often a book is seen.
//!
//! 1. A view is counted in one place. A page that the server renders it counts itself, since nobody knows there whether
//!    scripts are on. A page that the browser makes of a link the browser counts, since the server does not see it.
//! 2. Nothing waits for the count. The server counts when the page is sent. In the browser it is a call that belongs to no
//!    effect and no component: it is made once, and goes on when its page is left.
//! 3. A page that answers a form is no new view. One that a browser fetched ahead is none either, also if it is opened
//!    later: the server does not hear of that.

use leptos::prelude::*;
use leptos_actions::prelude::*;

#[cfg(not(target_arch = "wasm32"))]
use crate::db::{self, Db};

/// How often a book was seen.
#[query(public)]
pub async fn get_views(slug: String, #[extract] State(db): State<Db>) -> CallResult<u32> {
    db::views::of(&db, &slug).await?.or_not_found()
}

/// Counts that somebody sees a book.
#[action(public, refreshes(GetViews { slug }))]
pub async fn count_view(slug: String, #[extract] State(db): State<Db>) -> CallResult<()> {
    db::views::count(&db, &slug).await?.or_not_found()
}

/// Counts a view of each book that the page shows.
pub(super) fn count_views(slug: Memo<String>) {
    let count = use_server_action::<CountView>();
    let is_rendered = Owner::current_shared_context().is_some_and(|context| context.during_hydration());
    let dispatch = move |slug: &String, _: Option<&String>, _| {
        count.dispatch(CountView { slug: slug.clone() });
    };
    // Effects run in browsers only.
    Effect::watch(move || slug.get(), dispatch, !is_rendered);
    #[cfg(not(target_arch = "wasm32"))]
    count_rendered(slug.get_untracked());
}

/// Counts the page that is being rendered, once it is sent.
#[cfg(not(target_arch = "wasm32"))]
fn count_rendered(slug: String) {
    let Some(scope) = Scope::current() else { return };
    let is_get = scope.method() == Some(&axum::http::Method::GET);
    let is_new = is_get && scope.form_outcome().is_none() && !scope.is_speculative();
    if let Some(reply) = scope.reply().filter(|_| is_new) {
        // What fails stands in the log.
        reply.after(async move { drop(count_view(slug).await) });
    }
}

#[component]
pub(super) fn Views(slug: String) -> impl IntoView {
    let views = use_server_query(move || GetViews { slug: slug.clone() });
    // Without the number the page is as good.
    let times = move || views.get().and_then(Result::ok).map(seen);
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                views.ready().await;
                view! { <p class="views">{times}</p> }
            })}
        </Transition>
    }
}

fn seen(times: u32) -> String {
    let plural = if times == 1 { "" } else { "s" };
    format!("Seen {times} time{plural}")
}
