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
use tokio::sync::Semaphore;

/// The origin that the sites of these tests stand at.
pub const ORIGIN: &str = "https://shop.example";

/// How often the body of a call ran, and a gate at which one may wait for the test.
#[derive(Clone, Debug)]
pub struct Ran(Arc<(AtomicUsize, Semaphore)>);

impl Default for Ran {
    fn default() -> Self {
        Self(Arc::new((AtomicUsize::new(0), Semaphore::new(0))))
    }
}

impl Ran {
    pub fn once_more(&self) {
        self.0.0.fetch_add(1, Ordering::SeqCst);
    }

    pub fn times(&self) -> usize {
        self.0.0.load(Ordering::SeqCst)
    }

    /// Waits until the test lets somebody go on.
    pub async fn wait(&self) {
        self.0
            .1
            .acquire()
            .await
            .expect("the gate is never closed for good")
            .forget();
    }

    /// Lets so many go on.
    pub fn let_go(&self, waiting: usize) {
        self.0.1.add_permits(waiting);
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
