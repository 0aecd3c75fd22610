//! One `tracing` span for each call, and one place that logs an internal error.
//!
//! The span holds the call's name, the kind of its principal, how it came, its outcome, status, duration in
//! microseconds and digest. It never holds an argument's value.

use std::{error::Error, time::Instant};

use leptos_actions_core::{AppError, CallError, CallResult, Internal, Meta};
use tracing::{Span, field::Empty};

use crate::{
    call::{ErasedOutcome, contained},
    caller::Principal,
    say,
};

pub(crate) fn span(meta: &Meta, via: &'static str) -> Span {
    tracing::info_span!(
        target: "leptos_actions",
        "call",
        call = meta.name,
        via,
        principal = Empty,
        outcome = Empty,
        status = Empty,
        duration_us = Empty,
        digest = Empty,
    )
}

pub(crate) fn principal(span: &Span, principal: &Principal) {
    span.record("principal", principal.kind());
}

/// Describes a typed outcome on its span.
pub(crate) fn record<T, E: AppError>(span: &Span, started: Instant, outcome: &CallResult<T, E>) {
    let error = outcome.as_ref().err();
    let internal = error.and_then(|error| match error {
        CallError::Internal(internal) => Some(internal),
        _ => None,
    });
    let status = error.map_or(200, CallError::status);
    finish(span, started, error.map_or("ok", CallError::code), status, internal);
}

/// Describes an erased outcome on its span, with the status that it is answered with.
pub(crate) fn record_erased(span: &Span, started: Instant, outcome: &dyn ErasedOutcome, status: u16) {
    finish(span, started, outcome.code(), status, outcome.internal());
}

/// Describes a form that was not run, because a person is to confirm it first.
pub(crate) fn record_question(span: &Span, started: Instant, status: u16) {
    finish(span, started, "asks", status, None);
}

fn finish(span: &Span, started: Instant, outcome: &'static str, status: u16, internal: Option<&Internal>) {
    let duration_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    // At once: a subscriber looks its span up, and locks it, for each record.
    tracing::record_all!(span, outcome = outcome, status = status, duration_us = duration_us);
    let Some(internal) = internal else { return };
    span.record("digest", internal.digest().to_string());
    let _inside = span.enter();
    log(internal);
}

/// Logs an internal error that came up outside a call's span.
pub(crate) fn log_internal(outcome: &dyn ErasedOutcome) {
    if let Some(internal) = outcome.internal() {
        log(internal);
    }
}

/// An error's text, with those of its sources.
fn chain(cause: &(dyn Error + 'static)) -> String {
    let mut chain = cause.to_string();
    let mut next = cause.source();
    while let Some(source) = next {
        chain.push_str(": ");
        chain.push_str(&source.to_string());
        next = source.source();
    }
    chain
}

fn log(internal: &Internal) {
    let Some(cause) = internal.cause_to_log() else { return };
    // The texts are the application's own code.
    let chain = contained("an error's `Display`", || chain(cause));
    let chain = chain.unwrap_or_else(|_| "its `Display` panicked".to_owned());
    // `?` escapes control characters, so that no error text can forge a log line.
    tracing::error!(target: "leptos_actions", digest = %internal.digest(), cause = ?chain, "internal error");
    if cfg!(debug_assertions) && !tracing::dispatcher::has_been_set() {
        // Whoever tries the library for the first time has set no subscriber, and sees a digest alone.
        say::warn(&format!("internal error {}: {chain:?}", internal.digest()));
    }
}
