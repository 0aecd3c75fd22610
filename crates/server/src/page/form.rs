//! A form posted to a page, without scripts.
//!
//! Success is a 303 to the page itself or to where the reply redirects. Failure is the page itself, rendered as the
//! answer to the post, with the failure's status and with what was typed.

use axum::{body::Body, response::Response};
use http::{HeaderValue, Method, Request, StatusCode, Uri, header, uri::PathAndQuery};
use leptos_actions_core::wire::{FormOutcome, own_address};

use super::{ActionsService, address};
use crate::{
    after::{Unanswered, run_after},
    answer::finish,
    pipeline::{Incoming, Ran, Via},
};

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
        let response = match ran.outcome.error() {
            None => see_other(&ran, &page.uri),
            Some(error) => {
                let values = ran.form.clone().unwrap_or_default().into_pairs();
                let scope = scope.rendering(page.clone(), Some(FormOutcome::new(name, values, error)));
                let rendered = self.inner(Request::from_parts(page, Body::empty()), &scope).await;
                failed(&ran, rendered)
            }
        };
        run_after(response, &scope)
    }
}

fn see_other(ran: &Ran, page: &Uri) -> Response {
    let target = ran
        .redirect()
        .unwrap_or_else(|| own_address(page.path_and_query().map_or("", PathAndQuery::as_str)));
    let mut response = Response::new(Body::empty());
    finish(ran, &mut response);
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(target) = HeaderValue::try_from(target) {
        response.headers_mut().insert(header::LOCATION, target);
    }
    no_store(response)
}

/// Only a page that could be rendered takes the failure's status: a redirect or an error of its own stands.
fn failed(ran: &Ran, mut rendered: Response) -> Response {
    let own = ran.scope.full_reply().status().unwrap_or_else(|| rendered.status());
    finish(ran, &mut rendered);
    if !own.is_success() {
        *rendered.status_mut() = own;
    }
    no_store(rendered)
}

fn no_store(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
