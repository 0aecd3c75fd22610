//! The way of a call through the server, step by step, as programs see it.
#![allow(dead_code, reason = "calls are called by their names in addresses")]

#[path = "../support/mod.rs"]
mod support;

mod abort;
mod authenticate;
mod bad_input;
mod body;
mod cache;
mod cached;
mod calls;
mod cookies;
mod cross_site;
mod decode;
mod fresh;
mod incidents;
mod inner;
mod intents;
mod late;
mod ledger;
mod nobody;
mod panics;
mod reentry;
mod refreshes;
mod reply;
mod resolve;
mod revalidate;
mod run;
mod spans;
mod stale;
mod upload;
mod work;

use axum::{Router, routing::get};
use leptos_actions::server::config::Config;
use leptos_actions_testing::Site;

use crate::support::{ORIGIN, Ran, config, mount};

/// A site with every call of this binary and one plain page, as a program sees it.
fn site() -> (Site, Ran) {
    site_with(|_| ())
}

fn router() -> Router {
    let pages = Router::new().route("/page", get(|| async { "the page" }));
    mount(pages, config(|_| ()), &Ran::default())
}

fn site_with(change: impl FnOnce(&mut Config)) -> (Site, Ran) {
    let ran = Ran::default();
    let pages = Router::new().route("/page", get(|| async { "the page" }));
    (Site::new(mount(pages, config(change), &ran)), ran)
}
