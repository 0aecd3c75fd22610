//! Step 14 for programs: the answer, in the codec of our client or as JSON.

use axum::{body::Body, response::Response};
use http::{HeaderValue, StatusCode, header};
use leptos_actions_core::{
    Internal,
    wire::{CBOR, REDIRECT_HEADER},
};

use crate::{
    call::ErasedOutcome,
    pipeline::{Ran, Via},
    problem,
};

/// Writes what came of a call.
pub(crate) fn answer(ran: &Ran, via: Via) -> Response {
    let redirect = ran.scope.full_reply().redirected();
    let (media_type, body) = match via {
        Via::Cbor => (CBOR, cbor(&*ran.outcome, redirect.clone())),
        Via::Json | Via::Page => json(&*ran.outcome, ran.status),
    };
    let mut response = Response::new(Body::from(body.unwrap_or_default()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(Ok(target)) = redirect.map(HeaderValue::try_from) {
        headers.insert(REDIRECT_HEADER, target);
    }
    finish(ran, &mut response);
    response
}

/// Status and headers that every kind of answer has.
pub(crate) fn finish(ran: &Ran, response: &mut Response) {
    *response.status_mut() = StatusCode::from_u16(ran.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if let Some(allow) = ran.allow {
        headers.insert(header::ALLOW, HeaderValue::from_static(allow));
    }
    if ran.close {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    if ran.status == 503 {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    ran.scope.full_reply().write_headers(headers);
}

fn cbor(outcome: &dyn ErasedOutcome, redirect: Option<String>) -> Option<Vec<u8>> {
    let mut answer = outcome.answer().map_err(|error| log_unwritable(&error)).ok()?;
    answer.redirect = redirect;
    leptos_actions_core::codec::to_vec(&answer)
        .map_err(|error| log_unwritable(&error))
        .ok()
}

fn json(outcome: &dyn ErasedOutcome, status: u16) -> (&'static str, Option<Vec<u8>>) {
    match outcome.problem() {
        Some(problem) => (
            problem::MEDIA_TYPE,
            serde_json::to_vec(&problem.with_status(status)).ok(),
        ),
        None => (
            "application/json",
            outcome.json().map_err(|error| log_unwritable(&error)).ok(),
        ),
    }
}

/// A value that its own `Serialize` refuses: the call happened, and its answer cannot be written.
fn log_unwritable(error: &dyn std::fmt::Debug) {
    let digest = Internal::new("unwritable").digest();
    tracing::error!(target: "leptos_actions", %digest, ?error, "the answer cannot be written");
}
