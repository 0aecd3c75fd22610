//! What the test binaries share.
#![allow(dead_code, reason = "each test binary uses its part")]

pub mod body;
pub mod log;

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::Router;
use leptos_actions::{actions, server::config::Config};

/// The origin that the sites of these tests stand at.
pub const ORIGIN: &str = "https://shop.example";

/// How often the body of a call ran.
#[derive(Clone, Debug, Default)]
pub struct Ran(Arc<AtomicUsize>);

impl Ran {
    pub fn once_more(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    pub fn times(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

/// A configuration that differs from the default in what a test changes.
pub fn config(change: impl FnOnce(&mut Config)) -> Config {
    let mut config = Config::default();
    config.origins = vec![ORIGIN.to_owned()];
    change(&mut config);
    config
}

/// Every call of the binary around some pages.
pub fn mount(pages: Router, config: Config, ran: &Ran) -> Router {
    let actions = actions().config(config).state(ran.clone());
    actions.mount(pages).expect("the calls of this binary can be mounted")
}
