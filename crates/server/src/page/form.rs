//! A form posted to a page, without scripts.
//!
//! Success is a 303 to the page itself or to where the reply redirects. Failure is the page itself, rendered as the
//! answer to the post, with the failure's status and with what was typed. So is the question whether a form that is to be
//! confirmed is meant: a 200, under which nothing was run.
//!
//! A post to a name that does not exist, or that its method, type or origin refuses, is answered by one line of text: no
//! page is rendered for it. Everything else is rendered after the guards, within the deadline of a handler. Its head is
//! asked for its type first, and the body of what is no HTML is never read; of HTML at most 4 MiB are.

use axum::{
    body::{Body, Bytes},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, Method, Request, StatusCode, Uri, header, request::Parts, uri::PathAndQuery};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use leptos_actions_core::wire::{FormOutcome, KEY_FIELD, own_address};

use super::{ActionsService, address, is_html, kept, no_store, told};
use crate::{
    after::{Unanswered, run_after},
    answer::finish,
    ledger::Ledger,
    pipeline::{Incoming, Ran, Via},
    scope::Scope,
};

/// Said where a question has no form to stand in.
const NOT_ASKED: &str = "Nothing was done: what this was about is not on the page any more.";
/// The most bytes of a page that are held to answer a failed post.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// What the page's address answers.
enum Answer {
    /// A page, and whether it tells of the post.
    Page(Response, bool),
    /// Another address.
    Leads(Response),
    /// No page, under this status.
    Else(StatusCode),
}

impl ActionsService {
    pub(super) async fn post_form(self, name: String, request: Request<Body>) -> Response {
        let (head, body) = request.into_parts();
        let mut page = asking_for(&head);
        let ran = self
            .pipeline
            .run(Incoming {
                via: Via::Page,
                name: name.clone(),
                head,
                body,
            })
            .await;
        if ran.at_door {
            return at_door(&ran);
        }
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

    /// The page that answers a failure, or the message alone where there is none.
    async fn page_of(self, scope: &Scope, page: &Parts, outcome: FormOutcome, message: String) -> Response {
        let deadline = self.pipeline.config.handler_deadline;
        let rendered = self.rendered(scope, page, outcome, &message);
        let rendered = tokio::time::timeout(deadline, rendered).await.unwrap_or_else(|_| {
            tracing::warn!(target: "leptos_actions", page = ?page.uri.path(), "the page of a failed post did not end within {deadline:?}");
            Answer::Else(StatusCode::OK)
        });
        match rendered {
            Answer::Page(response, _) | Answer::Leads(response) => response,
            Answer::Else(status) => (status, message).into_response(),
        }
    }

    /// Renders the page. When the form that was sent is not on it, because its row or its book has gone meanwhile, it is
    /// rendered once more, and told so.
    async fn rendered(self, scope: &Scope, page: &Parts, outcome: FormOutcome, message: &str) -> Answer {
        match self.clone().render_failure(scope, page, outcome.clone()).await {
            Answer::Page(response, false) if response.status().is_success() => {}
            answer => return answer,
        }
        let orphaned = outcome.orphaned(message.to_owned());
        let answer = self.render_failure(scope, page, orphaned).await;
        if let Answer::Page(_, false) = answer {
            tracing::warn!(target: "leptos_actions", page = ?page.uri.path(), "the form of a failed post is not on its page, and no <PageError/> says what went wrong");
        }
        answer
    }

    /// Renders to the end: only then is known whether the failure is shown.
    async fn render_failure(self, scope: &Scope, page: &Parts, outcome: FormOutcome) -> Answer {
        let scope = scope.rendering(page.clone(), outcome);
        let request = Request::from_parts(page.clone(), Body::empty());
        let response = self.inner(request, &scope).await;
        let status = response.status();
        if status.is_redirection() {
            return Answer::Leads(without_body(response));
        }
        if !is_html(&response) {
            // A form cannot have stood on a file or behind a route for programs.
            return Answer::Else(status);
        }
        let (head, body) = response.into_parts();
        match whole(body).await {
            Ok(bytes) => Answer::Page(
                Response::from_parts(head, Body::from(bytes)),
                scope.shows_form_outcome(),
            ),
            Err(status) => Answer::Else(status),
        }
    }
}

/// The head of a request for the page that a form was posted to.
fn asking_for(post: &Parts) -> Parts {
    let mut page = post.clone();
    page.uri = kept::of(&address::without_call(&post.uri)).1;
    page.method = Method::GET;
    for name in [
        header::CONTENT_TYPE,
        header::CONTENT_LENGTH,
        header::TRANSFER_ENCODING,
        header::ORIGIN,
        // A part of a page, or that it has not changed, is no answer to a post.
        header::RANGE,
        header::IF_RANGE,
        header::IF_NONE_MATCH,
        header::IF_MODIFIED_SINCE,
    ] {
        page.headers.remove(name);
    }
    page
}

/// The answer to a request that its head alone refuses.
fn at_door(ran: &Ran) -> Response {
    let message = ran.outcome.message().unwrap_or_default();
    let mut response = message.into_response();
    finish(ran, &mut response);
    no_store(&mut response);
    response
}

/// A page's bytes, or the status of an answer without it.
async fn whole(body: Body) -> Result<Bytes, StatusCode> {
    let collected = Limited::new(body, MOST_BYTES).collect().await;
    collected.map(|body| body.to_bytes()).map_err(|error| {
        let is_too_large = error.is::<LengthLimitError>();
        tracing::warn!(target: "leptos_actions", is_too_large, "the page of a failed post could not be held");
        if is_too_large {
            StatusCode::OK
        } else {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    })
}

fn without_body(response: Response) -> Response {
    let (mut head, _) = response.into_parts();
    head.headers.remove(header::CONTENT_LENGTH);
    head.headers.remove(header::CONTENT_TYPE);
    Response::from_parts(head, Body::empty())
}

fn see_other(ledger: &Ledger, ran: &Ran, page: &Uri) -> Response {
    let target = ran
        .redirect()
        .unwrap_or_else(|| own_address(page.path_and_query().map_or("", PathAndQuery::as_str)));
    let scope = &ran.scope;
    let is_asked = scope.request().is_some_and(|head| kept::is_navigation(&head.headers));
    let began = scope.began().filter(|_| is_asked && !scope.full_reply().is_external());
    // What is no page of ours tells nothing.
    if let Some(entry) = ran.entry.filter(|_| !ran.scope.full_reply().is_external()) {
        told::point(ledger, ran.scope.full_reply(), entry, &target);
    }
    let mut response = Response::new(Body::empty());
    finish(ran, &mut response);
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(target) = HeaderValue::try_from(kept::asking(target, began.as_deref())) {
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
