//! A call that is made on the server is a function call: no request, no connection.
//!
//! One test alone, because it counts what the whole process has open.

#[path = "../support/mod.rs"]
mod support;

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{Router, extract::Request, middleware};
use leptos::prelude::*;
use leptos_actions::{prelude::*, provide_actions};
use leptos_actions_testing::Site;
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};
use leptos_router::{
    SsrMode,
    components::{Route, Router as Pages, Routes},
    path,
};

use crate::support::{Ran, config, log::Log, mount};

/// Listed once for the process: while Leptos lists routes no resource of any page loads, not even another test's.
static LISTING: std::sync::LazyLock<Vec<AxumRouteListing>> = std::sync::LazyLock::new(|| generate_route_list(App));

/// The sockets that this process has open.
fn sockets() -> usize {
    let descriptors = fs::read_dir("/proc/self/fd").expect("a list of open files");
    let targets = descriptors.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
    targets
        .filter(|target| target.to_string_lossy().starts_with("socket:"))
        .count()
}

/// Answers with the number of sockets that are open while it runs.
#[query(public)]
async fn open_sockets(#[extract] State(ran): State<Ran>) -> CallResult<usize> {
    ran.once_more();
    tokio::task::yield_now().await;
    Ok(sockets())
}

#[query(public)]
async fn open_sockets_nested() -> CallResult<usize> {
    open_sockets().await
}

#[component]
fn App() -> impl IntoView {
    provide_actions();
    view! {
        <Pages>
            <Routes fallback=|| "no such page">
                <Route path=path!("/") view=Page ssr=SsrMode::Async/>
            </Routes>
        </Pages>
    }
}

#[component]
fn Page() -> impl IntoView {
    let shared = use_server_query(|| OpenSockets {});
    let own = Resource::new(|| (), |()| async { open_sockets_nested().await.unwrap_or(usize::MAX) });
    view! {
        <Suspense>{move || Suspend::new(async move { format!("shared={};", shared.await.unwrap_or(usize::MAX)) })}</Suspense>
        <Suspense>{move || Suspend::new(async move { format!("own={};", own.await) })}</Suspense>
    }
}

// covers: INV-20
#[tokio::test]
async fn a_call_during_rendering_makes_no_request_and_opens_no_connection() {
    let options = LeptosOptions::builder().output_name("direct").build();
    let pages: Router = Router::new()
        .leptos_routes(&options, LISTING.clone(), App)
        .with_state(options);
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&requests);
    let count = middleware::from_fn(move |request: Request, next: middleware::Next| {
        counted.fetch_add(1, Ordering::SeqCst);
        next.run(request)
    });
    let ran = Ran::default();
    let site = Site::new(mount(pages, config(|_| ()), &ran).layer(count));
    let log = Log::listen();
    let before = sockets();

    let page = site.get("/").await;

    page.status(200)
        .contains(&format!("shared={before};"))
        .contains(&format!("own={before};"));
    assert_eq!(sockets(), before);
    assert_eq!(requests.load(Ordering::SeqCst), 1, "the page itself");
    assert_eq!(ran.times(), 2);
    assert!(
        log.calls().iter().all(|span| span["via"] == "direct"),
        "{:?}",
        log.calls()
    );

    // What is counted would be seen: the same query by way of a request, and a socket.
    site.get("/_call/open_sockets").await.status(200);
    assert_eq!(requests.load(Ordering::SeqCst), 2);
    let _listening = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    assert_eq!(sockets(), before + 1);
}
