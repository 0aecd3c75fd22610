//! A form posted to a page, without scripts.
//!
//! Success is a 303 to the page itself or to where the reply redirects. Failure is the page itself, rendered as the
//! answer to the post, with the failure's status and with what was typed. So is the question whether a form that is to be
//! confirmed is meant: a 200, under which nothing was run.

use axum::{
    body::{Body, to_bytes},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, Method, Request, StatusCode, Uri, header, request::Parts, uri::PathAndQuery};
use leptos_actions_core::wire::{FormOutcome, KEY_FIELD, own_address};

use super::{ActionsService, address, no_store, told};
use crate::{
    after::{Unanswered, run_after},
    answer::finish,
    ledger::Ledger,
    pipeline::{Incoming, Ran, Via},
    scope::Scope,
};

/// Said where a question has no form to stand in.
const NOT_ASKED: &str = "Nothing was done: what this was about is not on the page any more.";

impl ActionsService {
    pub(super) async fn post_form(self, name: String, request: Request<Body>) -> Response {
        let (head, body) = request.into_parts();
        let mut page = head.clone();
        page.uri = address::without_call(&head.uri);
        page.method = Method::GET;
        for name in [
            header::CONTENT_TYPE,
            header::CONTENT_LENGTH,
            header::TRANSFER_ENCODING,
            header::ORIGIN,
        ] {
            page.headers.remove(name);
        }
        let ran = self
            .pipeline
            .run(Incoming {
                via: Via::Page,
                name: name.clone(),
                head,
                body,
            })
            .await;
        let scope = ran.scope.clone();
        // The call is done. Whoever goes away while the page is rendered stops only that.
        let _unanswered = Unanswered(&scope);
        let response = match self.to_tell(&ran, name) {
            None => see_other(&self.pipeline.ledger, &ran, &page.uri),
            Some((outcome, message)) => {
                scope.full_reply().forget_redirect();
                // As the browser would ask for it after this answer.
                scope.leave_cookies(&mut page.headers);
                let rendered = self.page_of(&scope, &page, outcome, message).await;
                failed(&ran, rendered)
            }
        };
        run_after(response, &scope)
    }
}

impl ActionsService {
    /// What the answering page tells, and what it says if the form is not on it: of a failure, or of a question.
    fn to_tell(&self, ran: &Ran, name: String) -> Option<(FormOutcome, String)> {
        let error = ran.outcome.error();
        if error.is_none() && !ran.asks {
            return None;
        }
        let mut values = ran.form.clone().unwrap_or_default().into_pairs();
        if ran.is_settled() {
            // That intent is done with: pressing the button again is another.
            values.retain(|(name, _)| name != KEY_FIELD);
        }
        // Known without decoding: most failures are from before that.
        if let Some(endpoint) = self.pipeline.registry.get(&name) {
            values.retain(|(name, _)| !endpoint.is_secret(name));
        }
        Some(match error {
            Some(error) => (
                FormOutcome::failed(name, values, error),
                ran.outcome.message().unwrap_or_default(),
            ),
            None => (FormOutcome::asking(name, values), NOT_ASKED.to_owned()),
        })
    }

    /// The page that answers a failure. When the form that was sent is not on it, because its row or its book has gone
    /// meanwhile, it is rendered once more, and told so.
    async fn page_of(self, scope: &Scope, page: &Parts, outcome: FormOutcome, message: String) -> Response {
        let (rendered, shown) = self.clone().render_failure(scope, page, outcome.clone()).await;
        if shown || !rendered.status().is_success() {
            return rendered;
        }
        if !is_html(&rendered) {
            // A form cannot have stood on a file or behind a route for programs.
            return message.into_response();
        }
        let (rendered, shown) = self.render_failure(scope, page, outcome.orphaned(message)).await;
        if !shown {
            tracing::warn!(target: "leptos_actions", page = ?page.uri.path(), "the form of a failed post is not on its page, and no <PageError/> says what went wrong");
        }
        rendered
    }

    /// Renders to the end: only then is known whether the failure is shown.
    async fn render_failure(self, scope: &Scope, page: &Parts, outcome: FormOutcome) -> (Response, bool) {
        let scope = scope.rendering(page.clone(), outcome);
        let request = Request::from_parts(page.clone(), Body::empty());
        let (head, body) = self.inner(request, &scope).await.into_parts();
        let whole = match to_bytes(body, usize::MAX).await {
            Ok(bytes) => Response::from_parts(head, Body::from(bytes)),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        };
        (whole, scope.shows_form_outcome())
    }
}

fn is_html(response: &Response) -> bool {
    let media_type = response.headers().get(header::CONTENT_TYPE);
    media_type.is_some_and(|value| value.as_bytes().starts_with(b"text/html"))
}

fn see_other(ledger: &Ledger, ran: &Ran, page: &Uri) -> Response {
    let target = ran
        .redirect()
        .unwrap_or_else(|| own_address(page.path_and_query().map_or("", PathAndQuery::as_str)));
    // What is no page of ours tells nothing.
    if let Some(entry) = ran.entry.filter(|_| !ran.scope.full_reply().is_external()) {
        told::point(ledger, ran.scope.full_reply(), entry, &target);
    }
    let mut response = Response::new(Body::empty());
    finish(ran, &mut response);
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(target) = HeaderValue::try_from(target) {
        response.headers_mut().insert(header::LOCATION, target);
    }
    no_store(&mut response);
    response
}

/// Only a page that could be rendered takes the failure's status: a redirect or an error of its own stands.
fn failed(ran: &Ran, mut rendered: Response) -> Response {
    let said = ran.scope.full_reply().status();
    let own = said
        .filter(|_| rendered.status().is_success())
        .unwrap_or_else(|| rendered.status());
    finish(ran, &mut rendered);
    if !own.is_success() {
        *rendered.status_mut() = own;
    }
    no_store(&mut rendered);
    rendered
}
