//! Step 14 for programs: the answer, in the codec of our client or as JSON.

use std::error::Error;

use axum::{body::Body, response::Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use leptos_actions_core::{
    CallResult, Internal, codec,
    wire::{CBOR, REDIRECT_HEADER},
};

use crate::{
    cache, names,
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
    let has_it = cache_headers(&ran, via, headers);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(Ok(target)) = ran.redirect().map(HeaderValue::try_from) {
        headers.insert(REDIRECT_HEADER, target);
    }
    finish(&ran, &mut response);
    let said = ran.scope.full_reply().answer_status();
    if let Some(status) = said.filter(|_| via == Via::Json && ran.status == 200) {
        *response.status_mut() = status;
    }
    if has_it {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(header::CONTENT_TYPE);
    }
    (response, ran.scope)
}

/// Who may keep the answer. Whether the caller has it already.
fn cache_headers(ran: &Ran, via: Via, headers: &mut HeaderMap) -> bool {
    let asked = ran.scope.request().map(|head| &head.headers);
    // What is said of somebody's open intents is theirs, and a cookie is somebody's.
    let reply = ran.scope.full_reply();
    let sets_cookies = !reply.cookies().is_empty() || reply.headers().contains_key(header::SET_COOKIE);
    let is_personal = sets_cookies || asked.is_none_or(|asked| asked.contains_key(&names::SCREEN));
    match (&ran.served, asked) {
        (Some(served), Some(asked)) if ran.status == 200 && !is_personal => {
            let read = ran.read.as_ref().map(|reading| reading.span);
            cache::headers(served, read, via == Via::Cbor, asked, headers)
        }
        _ => {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            false
        }
    }
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
        answer.began = ran.scope.began().filter(|_| answer.error.is_none());
        answer.settled = ran.is_settled();
        answer.ran = ran.ran;
        answer.who = ran.who;
        answer.read.clone_from(&ran.read);
        answer.fresh.clone_from(&ran.fresh);
        answer.stale.clone_from(&ran.stale);
        answer.reads.clone_from(&ran.reads);
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
