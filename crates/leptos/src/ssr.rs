//! The glue between page rendering and calls.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use http::request::Parts;
use leptos::{prelude::Owner, reactive::owner::with_context};
use leptos_actions_server::{Actions, Scope};

/// [`Actions`] for an application that renders with Leptos.
///
/// Rendering finds its scope through the Leptos owner, because no task-local reaches the tasks that it spawns; and
/// every page is polled under an owner of its own, because Leptos 0.8 leaves the owner of the page that was rendered
/// last on the thread, where a plain axum route or a spawned task of *another* visitor would find it.
pub fn actions() -> Actions {
    leptos_actions_server::install_lookup(rendering_scope);
    Actions::new().page_guard(|page| {
        Box::pin(Guarded {
            owner: Owner::new(),
            page,
        })
    })
}

/// Leptos gives a page the head of its request, and the head carries the scope.
fn rendering_scope() -> Option<Scope> {
    with_context(|head: &Parts| head.extensions.get().cloned()).flatten()
}

/// A future that leaves the thread's owner as it found it.
struct Guarded<F> {
    owner: Owner,
    page: F,
}

impl<F: Future + Unpin> Future for Guarded<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let Self { owner, page } = &mut *self;
        owner.with(|| Pin::new(page).poll(cx))
    }
}
