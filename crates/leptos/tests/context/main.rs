//! A call's code finds one context, in whatever way the call comes; and what code that was written for `#[server]` functions
//! does with it is part of the call's answer.
#![allow(dead_code, reason = "calls are called by their names in addresses")]

#[path = "../support/mod.rs"]
mod support;

mod app;
mod old_code;
mod session;
mod ways;

use axum::Router;
use http::HeaderMap;
use leptos::prelude::*;
use leptos_actions::{Actions, actions, response_options};
use leptos_actions_testing::Site;
use leptos_axum::{AxumRouteListing, LeptosRoutes, ResponseOptions, generate_route_list};

use crate::{
    app::{App, Greeting, Seen},
    support::config,
};

/// Listed once for the process: while Leptos lists routes no resource of any page loads, not even another test's.
static LISTING: std::sync::LazyLock<Vec<AxumRouteListing>> = std::sync::LazyLock::new(|| generate_route_list(App));

fn pages() -> Router {
    let options = LeptosOptions::builder().output_name("context").build();
    Router::new()
        .leptos_routes_with_context(&options, LISTING.clone(), provide, App)
        .with_state(options)
        .merge(ways::routes())
}

/// What the application provides, for its pages and for its calls.
fn provide() {
    provide_context(Greeting("hello"));
}

fn complete(seen: &Seen) -> Actions {
    let read = |options: &ResponseOptions| {
        let parts = options.0.read().unwrap();
        (parts.status, parts.headers.clone())
    };
    actions()
        .config(config(|_| ()))
        .state(seen.clone())
        .context(provide)
        .context(response_options(read))
}

fn site() -> (Site, Seen) {
    let seen = Seen::default();
    (Site::new(complete(&seen).mount(pages()).unwrap()), seen)
}

/// A head as the code of a call sees it.
fn user_in(headers: &HeaderMap) -> String {
    headers
        .get("x-user")
        .map_or_else(String::new, |user| user.to_str().unwrap().to_owned())
}
