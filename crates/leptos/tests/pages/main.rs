//! Forms and queries on pages that Leptos renders, as a browser without scripts sees them.

#[path = "../support/mod.rs"]
mod support;

mod app;
mod bad_input;
mod before_guards;
mod bound;
mod boundaries;
mod confirm;
mod elsewhere;
mod failure;
mod fields;
mod groups;
mod hydration;
mod idle;
mod keyed;
mod once;
mod own_answers;
mod rendering;
mod script;
mod stored;
mod streamed;
mod success;
mod target;
mod upload;

use axum::{
    Router,
    body::Bytes,
    response::Redirect,
    routing::{get, post},
};
use leptos::config::LeptosOptions;
use leptos_actions_testing::Site;
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};

use crate::{
    app::{App, shell},
    support::{Ran, config, mount},
};

/// A form's idempotency key.
const KEY: &str = "0123456789abcdef0123456789abcdef";

/// Listed once for the process: while Leptos lists routes no resource of any page loads, not even another test's.
static LISTING: std::sync::LazyLock<Vec<AxumRouteListing>> = std::sync::LazyLock::new(|| generate_route_list(App));

/// The application in one visitor's browser.
fn browser() -> (Site, Ran) {
    let (router, ran) = application();
    (Site::browser(router), ran)
}

fn application() -> (Router, Ran) {
    let ran = Ran::default();
    let options = LeptosOptions::builder().output_name("pages").build();
    let pages: Router = Router::new()
        .leptos_routes(&options, LISTING.clone(), {
            let options = options.clone();
            move || shell(options.clone())
        })
        .with_state(options)
        .route("/echo", post(|body: Bytes| async { body }))
        .route("/plain", get(|| async { "plain" }))
        .merge(stored::routes())
        .route("/see-other", post(|| async { Redirect::to("/notes") }))
        .route(
            "/temporary",
            post(|| async { Redirect::temporary(own_answers::SAVING) }),
        )
        .route(
            "/permanent",
            post(|| async { Redirect::permanent(own_answers::SAVING) }),
        );
    (mount(pages, config(|_| ()), &ran), ran)
}
