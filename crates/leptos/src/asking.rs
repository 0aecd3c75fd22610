//! Asking for the newest arguments only.
//!
//! Leptos' part of a query, its resource and the effect that follows the arguments, knows no types: it is told the version of
//! the arguments. So there is one copy of it in the wasm, and not one for each query.
//!
//! Leptos' resources ask one after the other: while an answer is on its way, newer arguments wait for it. Here a call
//! whose arguments have changed is dropped, which stops its request and with it the server's work, and the newest
//! arguments are asked for in its place. So no answer to older arguments is ever shown for newer ones.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, AtomicU32, Ordering},
};

use futures_util::future::{AbortHandle, Abortable, abortable};
use leptos::prelude::*;
use leptos_actions_core::IntoQuery;

use crate::{page::Page, store::Subscription};

/// What asks for one query of one component.
pub(crate) struct Asking<I: IntoQuery> {
    page: Page,
    arguments: Box<dyn Fn() -> I + Send + Sync>,
    /// How long arguments must stay the same before they are asked for, in milliseconds.
    delay: AtomicU32,
    /// Whether no action's answer is to wait for it.
    is_apart: AtomicBool,
    /// What is asked for from the beginning, which nobody typed.
    pub(crate) first: I,
    turn: Mutex<Turn<I>>,
}

struct Turn<I> {
    /// The newest arguments, and how many there were before them.
    newest: I,
    version: u64,
    /// Stops the wait under way.
    stop: Option<AbortHandle>,
}

/// What is asked for, and its entry unless nothing is.
pub(crate) type Ready<I> = (I, Option<Subscription<<I as IntoQuery>::Query>>);

impl<I: IntoQuery> Asking<I> {
    /// Follows the arguments for as long as the current owner lives.
    pub(crate) fn new(page: Page, arguments: Box<dyn Fn() -> I + Send + Sync>) -> Arc<Self> {
        let first = untrack(&arguments);
        let asking = Arc::new(Self {
            page,
            delay: AtomicU32::new(0),
            is_apart: AtomicBool::new(false),
            turn: Mutex::new(Turn {
                newest: first.clone(),
                version: 0,
                stop: None,
            }),
            first,
            arguments,
        });
        let follows = Arc::clone(&asking);
        follow(Box::new(move |_| {
            follows.version();
        }));
        asking
    }

    /// The version of the arguments as they are now, whose changes are followed. What was asked for older ones is stopped.
    pub(crate) fn version(&self) -> u64 {
        let now = (self.arguments)();
        let mut turn = self.turn();
        let mut stopped = None;
        if turn.newest != now {
            turn.newest = now;
            turn.version += 1;
            stopped = turn.stop.take();
        }
        let version = turn.version;
        // Whoever is stopped asks again, and needs the lock.
        drop(turn);
        stopped.inspect(AbortHandle::abort);
        version
    }

    pub(crate) fn debounce(&self, milliseconds: u32) {
        self.delay.store(milliseconds, Ordering::Relaxed);
    }

    pub(crate) fn keep_apart(&self) {
        self.is_apart.store(true, Ordering::Relaxed);
        // In a browser it has been asked for already.
        if let Some(query) = self.first.query() {
            self.page.store().note_apart(query);
        }
    }

    fn turn(&self) -> MutexGuard<'_, Turn<I>> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until there is something to show for the newest arguments, also if they become others meanwhile.
    pub(crate) async fn ask(&self) -> Ready<I> {
        loop {
            let (attempt, version) = self.begin();
            if let Ok(ready) = attempt.await
                && self.turn().version == version
            {
                return ready;
            }
        }
    }

    fn begin(&self) -> (Abortable<impl Future<Output = Ready<I>>>, u64) {
        let mut turn = self.turn();
        let (attempt, stop) = abortable(self.attempt(turn.newest.clone()));
        turn.stop = Some(stop);
        (attempt, turn.version)
    }

    /// The entry of a query, as shown from now on.
    pub(crate) fn subscribe(&self, arguments: &I) -> Option<Subscription<I::Query>> {
        let query = arguments.query()?;
        let entry = self.page.store().entry(query, &self.page.in_flight());
        if self.is_apart.load(Ordering::Relaxed) {
            entry.keep_apart();
        }
        Some(Subscription::new(entry, self.page.store().clone()))
    }

    /// Whether the component is the one that hands the value of its query to hydration.
    pub(crate) fn is_carrier(&self) -> bool {
        let is_browser = cfg!(all(target_arch = "wasm32", target_os = "unknown"));
        let first = (!is_browser).then(|| self.subscribe(&self.first)).flatten();
        first.is_none_or(|first| first.entry.is_carrier())
    }

    /// The same for the first arguments, beside whoever asks for the newest: nothing stops it.
    pub(crate) async fn ask_first(&self) -> Ready<I> {
        self.attempt(self.first.clone()).await
    }

    async fn attempt(&self, arguments: I) -> Ready<I> {
        let delay = self.delay.load(Ordering::Relaxed);
        if delay > 0 && arguments != self.first && arguments.query().is_some() {
            leptos_actions_client::sleep(delay).await;
        }
        let subscription = self.subscribe(&arguments);
        if let Some(subscription) = &subscription {
            Arc::clone(&subscription.entry).ready(self.page.store()).await;
        }
        (arguments, subscription)
    }
}

/// Effects run in browsers only.
fn follow(follows: Box<dyn FnMut(Option<()>)>) {
    Effect::new(follows);
}
