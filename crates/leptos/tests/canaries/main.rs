//! No text of the server's own reaches a caller, in any format, and each stands in the log under the answer's digest.

#[path = "../support/mod.rs"]
mod support;

mod answers;
mod app;
mod calls;
mod pages;
mod secrets;

use axum::Router;
use leptos::config::LeptosOptions;
use leptos_actions_testing::Site;
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};

use crate::{
    app::{App, shell},
    support::{Ran, config, mount},
};

/// Listed once for the process: while Leptos lists routes no resource of any page loads, not even another test's.
static LISTING: std::sync::LazyLock<Vec<AxumRouteListing>> = std::sync::LazyLock::new(|| generate_route_list(App));

fn browser() -> Site {
    let options = LeptosOptions::builder().output_name("canaries").build();
    let pages: Router = Router::new()
        .leptos_routes(&options, LISTING.clone(), {
            let options = options.clone();
            move || shell(options.clone())
        })
        .with_state(options);
    Site::browser(mount(pages, config(|_| ()), &Ran::default()))
}
