//! Step 14 for programs: the answer, in the codec of our client or as JSON.

use std::error::Error;

use axum::{body::Body, response::Response};
use http::{HeaderValue, StatusCode, header};
use leptos_actions_core::{
    CallResult, Internal, codec,
    wire::{CBOR, REDIRECT_HEADER},
};

use crate::{
    pipeline::{Ran, Via},
    problem,
    scope::Scope,
    trace,
};

/// Writes what came of a call.
pub(crate) fn answer(mut ran: Ran, via: Via) -> (Response, Scope) {
    let written = write(&ran, via).unwrap_or_else(|error| {
        // It happened, and its answer cannot be said: its own `Serialize` refuses.
        let refused: CallResult<()> = Err(Internal::new(error).into());
        trace::log_internal(&refused);
        ran.status = 500;
        ran.outcome = Box::new(refused);
        write(&ran, via).unwrap_or_default()
    });
    let mut response = Response::new(Body::from(written.body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(written.media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(Ok(target)) = ran.redirect().map(HeaderValue::try_from) {
        headers.insert(REDIRECT_HEADER, target);
    }
    finish(&ran, &mut response);
    (response, ran.scope)
}

#[derive(Default)]
struct Written {
    media_type: &'static str,
    body: Vec<u8>,
}

fn write(ran: &Ran, via: Via) -> Result<Written, Box<dyn Error + Send + Sync>> {
    if via == Via::Cbor {
        let mut answer = ran
            .outcome
            .answer()
            .map_err(|error| format!("{error}: {}", error.detail()))?;
        answer.redirect = ran.redirect();
        answer.external = answer.redirect.is_some() && ran.scope.full_reply().is_external();
        answer.settled = ran.is_settled();
        return Ok(Written {
            media_type: CBOR,
            body: codec::to_vec(&answer)?,
        });
    }
    match ran.outcome.problem() {
        Some(problem) => Ok(Written {
            media_type: problem::MEDIA_TYPE,
            body: serde_json::to_vec(&problem.with_status(ran.status))?,
        }),
        None => Ok(Written {
            media_type: "application/json",
            body: ran.outcome.json()?,
        }),
    }
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
