//! Plain axum routes beside the pages, with no Leptos in them.

use axum::{Router, routing::get};
use leptos_actions::Scope;

use crate::{
    app::{who_am_i, who_am_i_nested},
    places::{of_leptos, of_scope, said, saw},
};

pub fn routes() -> Router {
    Router::new().route("/plain", get(plain)).route("/scoped", get(scoped))
}

async fn plain() -> String {
    let scope = of_scope(Scope::current());
    let context = of_leptos();
    let call = said(who_am_i().await);
    let nested = said(who_am_i_nested().await);
    let spawned = tokio::spawn(who_am_i()).await.map(said);
    [
        saw("scope", &scope),
        saw("call", &call),
        saw("nested", &nested),
        saw("spawned-call", &spawned.unwrap_or_default()),
        saw("spawned-calling", &call_in_a_task_of_its_own().await),
        saw("leptos-context", &context),
    ]
    .concat()
}

async fn scoped(scope: Scope) -> String {
    let extractor = of_scope(Some(scope.clone()));
    let in_scope = tokio::spawn(scope.enter(async { who_am_i().await })).await.map(said);
    [
        saw("extractor", &extractor),
        saw("spawned-in-scope", &in_scope.unwrap_or_default()),
        saw("spawned-calling", &call_in_a_task_of_its_own().await),
        saw("leptos-context", &of_leptos()),
    ]
    .concat()
}

/// Made where no request is known.
async fn call_in_a_task_of_its_own() -> String {
    let calling = tokio::spawn(async {
        tokio::task::yield_now().await;
        said(who_am_i().await)
    });
    calling.await.unwrap_or_default()
}
