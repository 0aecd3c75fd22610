//! What all calls of a page share: the form post it answers, and the queries that are on screen.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use leptos::prelude::*;
use leptos_actions_core::wire::FormOutcome;
use serde::{Deserialize, Serialize};

use crate::codec::Cbor;

/// Asks a query again; what comes back puts the answer on screen.
pub(crate) type Refresh = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Apply> + Send>> + Send + Sync>;
/// Puts an answer on screen, if it still belongs there.
pub(crate) type Apply = Box<dyn FnOnce() + Send>;

/// Shared by all calls of a page. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Page(Arc<Shared>);

#[derive(Default)]
struct Shared {
    outcome: Option<FormOutcome>,
    on_screen: Mutex<OnScreen>,
}

#[derive(Default)]
struct OnScreen {
    next: u64,
    queries: Vec<(u64, Refresh)>,
}

/// What the server's rendering tells hydration about the page as a whole.
#[derive(Clone, Default, Serialize, Deserialize)]
struct PageState {
    build: String,
    outcome: Option<FormOutcome>,
}

/// Makes actions and queries work below. Call it once, at the top of the application's root component and never inside
/// a condition: what the server rendered is found again by the order of creation.
pub fn provide_actions() {
    let state: PageState = SharedValue::<PageState, Cbor>::new_with_encoding(current_state).into_inner();
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    {
        leptos_actions_client::set_build(&state.build);
        leptos_actions_client::set_navigator(crate::form::follow);
    }
    provide_context(Page(Arc::new(Shared {
        outcome: state.outcome,
        on_screen: Mutex::default(),
    })));
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
fn current_state() -> PageState {
    PageState::default()
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
fn current_state() -> PageState {
    let scope = leptos_actions_server::Scope::current();
    scope.map_or_else(PageState::default, |scope| PageState {
        build: scope.build().to_owned(),
        outcome: scope.form_outcome().cloned(),
    })
}

/// Sets the status of the page that is being rendered, such as 404. Does nothing in the browser. To lead to another page
/// render a [`PageRedirect`](crate::PageRedirect).
///
/// Call it where the outcome of a blocking query is known: the status of a page that streams is sent first.
pub fn set_page_status(status: u16) {
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    if let (Some(scope), Ok(status)) = (
        leptos_actions_server::Scope::current(),
        http::StatusCode::from_u16(status),
    ) {
        scope.set_page_status(status);
    }
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    let _ = status;
}

impl Page {
    pub(crate) fn current() -> Self {
        use_context().expect("call `leptos_actions::provide_actions()` at the top of the application's root component")
    }

    /// What became of a post of this form, if the page tells of it.
    pub(crate) fn outcome(&self, call: &str, instance: &str) -> Option<FormOutcome> {
        let outcome = self.0.outcome.as_ref();
        let outcome = outcome.filter(|outcome| is_answer() && outcome.call == call && outcome.instance == instance);
        if outcome.is_some() {
            outcome_is_shown();
        }
        outcome.cloned()
    }

    /// What went wrong with a form that is not on the page any more.
    pub(crate) fn orphan(&self) -> Option<String> {
        let message = self.0.outcome.as_ref().filter(|_| is_answer())?.orphan.clone()?;
        outcome_is_shown();
        Some(message)
    }

    fn on_screen(&self) -> MutexGuard<'_, OnScreen> {
        self.0.on_screen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a query fresh for as long as the current owner lives.
    pub(crate) fn show(&self, refresh: Refresh) {
        let mut on_screen = self.on_screen();
        let id = on_screen.next;
        on_screen.next += 1;
        on_screen.queries.push((id, refresh));
        let page = self.clone();
        on_cleanup(move || page.on_screen().queries.retain(|(other, _)| *other != id));
    }

    /// Asks every query on screen again, at once, and waits for all.
    pub(crate) async fn refresh(&self) -> Vec<Apply> {
        let asked: Vec<_> = self.on_screen().queries.iter().map(|(_, refresh)| refresh()).collect();
        let mut answers = Vec::with_capacity(asked.len());
        // They are under way together once polled together; `join_all` would cost more code than this loop.
        let mut running: Vec<_> = asked.into_iter().map(Some).collect();
        std::future::poll_fn(|cx| {
            for slot in &mut running {
                if let Some(future) = slot
                    && let std::task::Poll::Ready(apply) = future.as_mut().poll(cx)
                {
                    answers.push(apply);
                    *slot = None;
                }
            }
            if running.iter().all(Option::is_none) {
                std::task::Poll::Ready(())
            } else {
                std::task::Poll::Pending
            }
        })
        .await;
        answers
    }
}

fn outcome_is_shown() {
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    if let Some(scope) = leptos_actions_server::Scope::current() {
        scope.form_outcome_is_shown();
    }
}

/// Whether the page that is being made is the one that tells: while it is rendered, and while that is hydrated.
fn is_answer() -> bool {
    cfg!(not(target_arch = "wasm32"))
        || Owner::current_shared_context().is_some_and(|context| context.during_hydration())
}
