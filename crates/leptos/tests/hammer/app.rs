//! Pages whose every part says whom it sees.

use std::time::Duration;

use futures_util::future::join;
use leptos::prelude::*;
use leptos_actions::{Principal, prelude::*, provide_actions};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::places::{name_in, of_leptos, of_scope, said, saw};

/// Whoever the header `x-user` names.
pub struct Visitor(String);

impl Caller for Visitor {
    async fn identify(scope: &Scope) -> CallResult<Self> {
        tokio::task::yield_now().await;
        let name = scope.head().and_then(name_in);
        Ok(Self(name.ok_or(CallError::Unauthenticated)?))
    }

    fn principal(&self) -> Principal {
        Principal::new("visitor", &self.0)
    }
}

/// Long enough for other visitors' pages to be rendered on the same thread meanwhile.
async fn work() {
    tokio::time::sleep(Duration::from_millis(3)).await;
}

#[query]
pub async fn who_am_i(#[caller] visitor: Visitor) -> CallResult<String> {
    let before = of_leptos();
    work().await;
    Ok(agreed(visitor, [before, of_leptos()]))
}

/// With a key it is a task of its own.
#[action]
pub async fn do_it(#[caller] visitor: Visitor) -> CallResult<String> {
    let before = of_leptos();
    work().await;
    let after = who_am_i().await?;
    Ok(agreed(visitor, [before, of_leptos(), after]))
}

/// The caller's name, if its context is everywhere of the same request.
fn agreed<const N: usize>(visitor: Visitor, contexts: [String; N]) -> String {
    if contexts.iter().all(|context| *context == visitor.0) {
        return visitor.0;
    }
    format!("{} in the context of {}", visitor.0, contexts.join(" and "))
}

#[query]
pub async fn who_am_i_nested(#[caller] visitor: Visitor) -> CallResult<String> {
    let before = who_am_i().await?;
    work().await;
    let after = who_am_i().await?;
    let same = before == visitor.0 && after == visitor.0;
    Ok(if same {
        visitor.0
    } else {
        format!("{} as {before} and {after}", visitor.0)
    })
}

pub fn shell(_: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <body>
                <App/>
            </body>
        </html>
    }
}

#[component]
pub fn App() -> impl IntoView {
    provide_actions();
    view! {
        <Router>
            <Routes fallback=|| "no such page">
                <Route path=path!("/out-of-order") view=Page ssr=SsrMode::OutOfOrder/>
                <Route path=path!("/in-order") view=Page ssr=SsrMode::InOrder/>
                <Route path=path!("/async") view=Page ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}

#[component]
fn Page() -> impl IntoView {
    let query = use_server_query(|| WhoAmI {});
    // Not blocking, so that it is still under way when the head of a streamed page is sent.
    let resource = Resource::new(|| (), |()| look_around());
    view! {
        <p>{saw("component", &of_scope(Scope::current()))}</p>
        <Suspense>{move || Suspend::new(async move { saw("query", &said(query.await)) })}</Suspense>
        <Suspense>{move || Suspend::new(async move { resource.await })}</Suspense>
    }
}

/// What code in a resource may do.
async fn look_around() -> String {
    let before = said(who_am_i().await);
    work().await;
    let after = said(who_am_i().await);
    let (one, other) = join(who_am_i(), who_am_i()).await;
    let joined = if one == other {
        said(one)
    } else {
        format!("{one:?} and {other:?}")
    };
    let nested = said(who_am_i_nested().await);
    let spawned = tokio::spawn(who_am_i()).await.map(said);
    let scope = Scope::current().expect("a resource belongs to a request");
    let in_scope = tokio::spawn(scope.enter(async { who_am_i().await })).await.map(said);
    // These two have left the request, and must not find another.
    let calling = tokio::spawn(async {
        tokio::task::yield_now().await;
        said(who_am_i().await)
    });
    let context = tokio::spawn(async {
        tokio::task::yield_now().await;
        of_leptos()
    });
    [
        saw("resource-before", &before),
        saw("resource-after", &after),
        saw("joined", &joined),
        saw("nested", &nested),
        saw("spawned-call", &spawned.unwrap_or_default()),
        saw("spawned-in-scope", &in_scope.unwrap_or_default()),
        saw("spawned-calling", &calling.await.unwrap_or_default()),
        saw("spawned-context", &context.await.unwrap_or_default()),
    ]
    .concat()
}
