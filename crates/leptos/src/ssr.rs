//! The glue between page rendering and calls.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use http::{HeaderMap, StatusCode, request::Parts};
use leptos::{
    prelude::{Owner, provide_context},
    reactive::owner::with_context,
};
use leptos_actions_server::{Actions, Ambient, Reply, Scope};

/// [`Actions`] for an application that renders with Leptos.
///
/// Rendering finds its scope through the Leptos owner, because no task-local reaches the tasks that it spawns; and
/// every page is polled under an owner of its own, because Leptos 0.8 leaves the owner of the page that was rendered
/// last on the thread, where a plain axum route or a spawned task of *another* visitor would find it. The code of each call
/// has an owner of its own as well, in whatever way the call came.
pub fn actions() -> Actions {
    leptos_actions_server::install_lookup(rendering_scope);
    leptos_actions_server::install_ambient(owner_of_a_call);
    let guarded = Actions::new().page_guard(|page| {
        Box::pin(Guarded {
            owner: Owner::default(),
            page,
        })
    });
    guarded.script(crate::form::script_file())
}

/// Provides `leptos_axum`'s `ResponseOptions` to the code of each call, and so `leptos_axum::redirect`. What the code writes
/// into them is part of the call's answer, or of the page that makes the call.
///
/// This crate does not depend on `leptos_axum`, and so is told how to read them:
///
/// ```
/// use leptos_actions::{actions, response_options};
/// use leptos_axum::ResponseOptions;
///
/// # fn start() -> leptos_actions::Actions {
/// actions().context(response_options(|options: &ResponseOptions| {
///     let parts = options.0.read().unwrap();
///     (parts.status, parts.headers.clone())
/// }))
/// # }
/// ```
pub fn response_options<T: Clone + Default + Send + Sync + 'static>(
    read: impl Fn(&T) -> (Option<StatusCode>, HeaderMap) + Clone + Send + Sync + 'static,
) -> impl Fn() -> Box<dyn FnOnce(&Reply) + Send> + Send + Sync + 'static {
    move || {
        let (options, read) = (T::default(), read.clone());
        provide_context(options.clone());
        Box::new(move |reply: &Reply| {
            let (status, headers) = read(&options);
            reply.merge(status, headers);
        })
    }
}

/// Leptos gives a page the head of its request, and the head carries the scope.
fn rendering_scope() -> Option<Scope> {
    with_context(|head: &Parts| head.extensions.get().cloned()).flatten()
}

/// No child of whatever owner is current: that is of the page that makes the call, or of nobody.
fn owner_of_a_call(head: Option<Parts>) -> Box<dyn Ambient> {
    let call = OwnerOfACall(Owner::default());
    if let Some(head) = head {
        let mut head = Some(head);
        call.enter(&mut || head.take().map(provide_context).unwrap_or_default());
    }
    Box::new(call)
}

struct OwnerOfACall(Owner);

impl Ambient for OwnerOfACall {
    fn enter(&self, work: &mut dyn FnMut()) {
        let outer = Owner::current();
        self.0.with(work);
        // `with` puts the outer owner back, and not the arena in which its signals are.
        if let Some(outer) = outer {
            outer.with(|| ());
        }
    }
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
