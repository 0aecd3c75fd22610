//! Asking for the newest arguments only.
//!
//! Leptos' resources ask one after the other: while an answer is on its way, newer arguments wait for it. Here a call
//! whose arguments have changed is dropped, which stops its request and with it the server's work, and the newest
//! arguments are asked for in its place. So no answer to older arguments is ever shown for newer ones. The same is done
//! when an action ends while an answer is on its way: that could be older than the action's effect.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU32, Ordering},
};

use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos_actions_core::IntoQuery;

/// What asks for one query of one component.
pub(crate) struct Asking<I: IntoQuery> {
    /// How long arguments must stay the same before they are asked for, in milliseconds.
    delay: AtomicU32,
    /// What is asked for from the beginning, which nobody typed.
    first: I,
    turn: Mutex<Turn<I>>,
}

struct Turn<I: IntoQuery> {
    /// Stops the call under way.
    stop: Option<AbortHandle>,
    /// What it is stopped for.
    next: Option<I>,
    /// An answer that came before Leptos asked for it.
    early: Option<(I, I::Answer)>,
}

impl<I: IntoQuery> Asking<I> {
    /// Follows the arguments for as long as the current owner lives.
    pub(crate) fn new(arguments: impl Fn() -> I + Send + Sync + 'static) -> Arc<Self> {
        let asking = Arc::new(Self {
            delay: AtomicU32::new(0),
            first: untrack(&arguments),
            turn: Mutex::new(Turn {
                stop: None,
                next: None,
                early: None,
            }),
        });
        // Effects run in browsers only.
        let follows = Arc::clone(&asking);
        Effect::watch(arguments, move |now, before, _| follows.turn_to(now, before), false);
        asking
    }

    pub(crate) fn debounce(&self, milliseconds: u32) {
        self.delay.store(milliseconds, Ordering::Relaxed);
    }

    fn turn(&self) -> MutexGuard<'_, Turn<I>> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn turn_to(&self, now: &I, before: Option<&I>) {
        if before == Some(now) {
            return;
        }
        self.begin_again(now);
    }

    /// Asks anew if an answer is on its way, which is then not waited for. Whether that is so.
    pub(crate) fn begin_again(&self, arguments: &I) -> bool {
        let mut turn = self.turn();
        let Some(stop) = turn.stop.take() else { return false };
        turn.next = Some(arguments.clone());
        stop.abort();
        true
    }

    /// The answer to these arguments, or to those that have taken their place meanwhile.
    pub(crate) async fn ask(&self, mut arguments: I) -> I::Answer {
        if let Some((asked, answer)) = self.turn().early.take()
            && asked == arguments
        {
            return answer;
        }
        let mut is_newer = false;
        loop {
            let (attempt, stop) = abortable(self.attempt(arguments.clone()));
            self.turn().stop = Some(stop);
            if let Ok(answer) = attempt.await {
                let mut turn = self.turn();
                turn.stop = None;
                if is_newer {
                    turn.early = Some((arguments, answer.clone()));
                }
                return answer;
            }
            if let Some(next) = self.turn().next.take() {
                is_newer |= next != arguments;
                arguments = next;
            }
        }
    }

    async fn attempt(&self, arguments: I) -> I::Answer {
        let delay = self.delay.load(Ordering::Relaxed);
        if delay > 0 && arguments != self.first && arguments.asks() {
            leptos_actions_client::sleep(delay).await;
        }
        arguments.ask().await
    }
}
