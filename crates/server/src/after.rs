//! Work that was registered for after the answer.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use axum::{body::Body, response::Response};
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use leptos_actions_core::{CallResult, Internal, Kind};

use crate::{
    call::Panicked,
    reply::After,
    scope::Scope,
    tasks::{self, has_runtime},
    trace,
};

/// Starts the scope's registered work once the answer's body has been sent or given up.
pub(crate) fn run_after(response: Response, scope: &Scope) -> Response {
    let work = scope.full_reply().take_after();
    if work.is_empty() {
        return response;
    }
    let scope = scope.clone();
    let start = Start(Some(Box::new(move || spawn_all(&scope, work))));
    response.map(|body| Body::new(Watched { body, _start: start }))
}

/// Starts the scope's registered work when it is dropped, unless an answer has taken it over by then.
pub(crate) struct Unanswered<'a>(pub(crate) &'a Scope);

impl Unanswered<'_> {
    /// There will be an answer.
    pub(crate) fn disarm(self) {
        std::mem::forget(self);
    }
}

impl Drop for Unanswered<'_> {
    fn drop(&mut self) {
        let work = self.0.full_reply().take_after();
        if has_runtime() {
            spawn_all(self.0, work);
        }
    }
}

/// Each on its own, so that one that panics or hangs stops no other. What it registers itself comes after it.
fn spawn_all(scope: &Scope, work: Vec<After>) {
    for task in work {
        let scope = scope.clone();
        tasks::spawn(async move {
            if let Err(panic) = scope.narrowed(Kind::Query).surround(task).await {
                let panicked: CallResult<()> =
                    Err(Internal::new(Panicked::new("work after the answer", &*panic)).into());
                trace::log_internal(&panicked);
            }
            let more = scope.full_reply().take_after();
            spawn_all(&scope, more);
        });
    }
}

/// Runs its function when it is dropped, which is when the body is done with, however that came.
struct Start(Option<Box<dyn FnOnce() + Send>>);

impl Drop for Start {
    fn drop(&mut self) {
        if let Some(start) = self.0.take().filter(|_| has_runtime()) {
            start();
        }
    }
}

struct Watched {
    body: Body,
    _start: Start,
}

impl http_body::Body for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
