//! The service around the whole application: calls, form posts to pages, and the scope of everything else.
//!
//! It stands *outside* method routing, because a page takes only `GET` and would answer a form post with 405. Layers
//! inside the application's router therefore do not run before an action; sessions and auth stand outside of this.

mod address;
mod form;
pub(crate) mod kept;
mod stored;
mod target;
mod told;

use std::{
    any::Any,
    convert::Infallible,
    future::ready,
    panic::AssertUnwindSafe,
    sync::Arc,
    task::{Context, Poll},
};

use axum::{
    Router,
    body::Body,
    response::{IntoResponse, Response},
};
use futures_util::{FutureExt, future::BoxFuture};
use http::{HeaderValue, Method, Request, StatusCode, header};
use leptos_actions_core::{
    Digest,
    wire::{CBOR_SUFFIX, KEPT_PATH, PREFIX, SCRIPT_PREFIX},
};
use tower::{Service, ServiceExt};

use crate::{
    after::{Unanswered, run_after},
    answer::answer,
    call::Panicked,
    pipeline::{Incoming, Pipeline, Via},
    scope::Scope,
    script::{self, Script},
};

use self::{kept::Kept, stored::Store};

/// Polls a page's rendering in a way that keeps its ambient state to itself. Given by the rendering framework's glue.
pub type PageGuard = fn(BoxFuture<'static, Response>) -> BoxFuture<'static, Response>;

/// The service. Cheap to clone.
#[derive(Clone)]
pub(crate) struct ActionsService {
    pub(crate) pipeline: Arc<Pipeline>,
    pub(crate) pages: Router,
    pub(crate) guard: PageGuard,
    pub(crate) script: Option<&'static Script>,
}

impl Service<Request<Body>> for ActionsService {
    type Response = Response;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let service = self.clone();
        // Each has a future of its own, so that a plain route does not take the memory of a call.
        match Door::of(&request) {
            Door::Wrong => Box::pin(ready(Ok(StatusCode::BAD_REQUEST.into_response()))),
            Door::Script => {
                let answer = script::serve(self.script, request.method(), request.uri().path(), request.headers());
                Box::pin(ready(Ok(answer)))
            }
            Door::Kept => Box::pin(contained(async move { service.kept(request.into_parts().0) })),
            Door::Call(name, via) => Box::pin(contained(service.call_endpoint(name, via, request))),
            Door::Form(name) => Box::pin(contained(service.post_form(name, request))),
            Door::Page => Box::pin(contained(service.render(request))),
        }
    }
}

/// A call has its own net for panics; this one is under pages and plain routes.
async fn contained(handled: impl Future<Output = Response>) -> Result<Response, Infallible> {
    let handled = AssertUnwindSafe(handled).catch_unwind().await;
    Ok(handled.unwrap_or_else(|panic| panicked(&*panic)))
}

/// The kind of a request, by its method and its address.
enum Door {
    Wrong,
    /// The script of the pages' forms.
    Script,
    /// Which cookies came back.
    Kept,
    Call(String, Via),
    /// A form that was posted to a page.
    Form(String),
    Page,
}

impl Door {
    fn of(request: &Request<Body>) -> Self {
        let path = request.uri().path();
        // `CONNECT`, and targets that are a host and no path, are for proxies.
        if !path.starts_with(['/', '*']) {
            return Self::Wrong;
        }
        if path == KEPT_PATH {
            return Self::Kept;
        }
        if let Some(name) = path.strip_prefix(PREFIX) {
            if path.starts_with(SCRIPT_PREFIX) {
                return Self::Script;
            }
            let cbor = name.strip_suffix(CBOR_SUFFIX);
            let via = if cbor.is_some() { Via::Cbor } else { Via::Json };
            return Self::Call(cbor.unwrap_or(name).to_owned(), via);
        }
        match address::call_name(request.uri()) {
            Some(name) if request.method() == Method::POST => Self::Form(name),
            _ => Self::Page,
        }
    }
}

impl ActionsService {
    async fn call_endpoint(self, name: String, via: Via, request: Request<Body>) -> Response {
        let (head, body) = request.into_parts();
        let mut ran = self.pipeline.run(Incoming { via, name, head, body }).await;
        if via == Via::Cbor
            && let Some(target) = ran.redirect()
        {
            let unanswered = Unanswered(&ran.scope);
            let reads = self.target_reads(&ran.scope, &target).await;
            unanswered.disarm();
            ran.reads = reads;
        }
        let (response, scope) = answer(ran, via);
        run_after(response, &scope)
    }

    /// Anything that is no call: a page, a file, a plain axum route. It gets a scope.
    async fn render(self, request: Request<Body>) -> Response {
        let (mut head, body) = request.into_parts();
        head.uri = address::without_call(&head.uri);
        let lost = match kept::look(&mut head, |head| self.pipeline.scope(head)) {
            Kept::NotAsked => None,
            Kept::All(leads) => return leads,
            Kept::None(outcome) => Some(*outcome),
        };
        let scope = self.pipeline.scope(head.clone());
        if lost.is_some() {
            scope.set_page_status(StatusCode::CONFLICT);
        }
        let told = match lost {
            Some(lost) => Some(lost),
            None => told::take(&self.pipeline.ledger, &scope).await,
        };
        let tells = told.is_some();
        let scope = match told {
            Some(outcome) => scope.rendering(head.clone(), outcome),
            None => scope,
        };
        let response = self.inner(Request::from_parts(head, body), &scope).await;
        let (mut response, store) = stored::read_ahead(response, &scope, tells).await;
        let reply = scope.full_reply();
        if let Some(status) = reply.status().filter(|_| response.status().is_success()) {
            *response.status_mut() = status;
        }
        reply.write_headers(response.headers_mut());
        if store == Store::No {
            no_store(&mut response);
        }
        run_after(response, &scope)
    }

    /// Runs the application's own router in a scope.
    async fn inner(self, mut request: Request<Body>, scope: &Scope) -> Response {
        request.extensions_mut().insert(scope.clone());
        let pages = self.pages.oneshot(request).map(IntoResponse::into_response);
        let mut response = (self.guard)(Box::pin(scope.clone().enter(pages))).await;
        let target = scope.full_reply().redirected().map(HeaderValue::try_from);
        if let Some(Ok(target)) = target.filter(|_| response.status().is_success()) {
            *response.status_mut() = StatusCode::SEE_OTHER;
            response.headers_mut().insert(header::LOCATION, target);
        }
        response
    }
}

/// For answers that are one person's, and one time's.
fn no_store(response: &mut Response) {
    let value = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, value);
}

/// Whether its head says that it is a page.
fn is_html(response: &Response) -> bool {
    let media_type = response.headers().get(header::CONTENT_TYPE);
    media_type.is_some_and(|value| value.as_bytes().starts_with(b"text/html"))
}

fn panicked(payload: &(dyn Any + Send)) -> Response {
    let cause = Panicked::new("a page or a route", payload).to_string();
    let digest = Digest::random();
    tracing::error!(target: "leptos_actions", %digest, ?cause, "internal error");
    let text = format!("Something went wrong on our side.\nReference: {digest}\n");
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        [(header::CACHE_CONTROL, "no-store")],
        text,
    )
        .into_response()
}
