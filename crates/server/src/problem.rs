//! Failures on the JSON path: [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problem details.

use std::borrow::Cow;

use leptos_actions_core::{AppError, CallError};
use serde::Serialize;
use serde_json::{Map, Value};

/// The media type of a problem.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// A failure for programs that are not our own client. `type` is `about:blank` and left out, as the RFC allows.
#[derive(Debug, Serialize)]
#[doc(hidden)]
pub struct Problem {
    status: u16,
    title: Cow<'static, str>,
    code: &'static str,
    #[serde(skip_serializing_if = "Map::is_empty")]
    fields: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Value>,
}

impl Problem {
    pub(crate) fn new<E: AppError>(error: &CallError<E>) -> Self {
        let mut problem = Self {
            status: error.status(),
            title: error.message(),
            code: error.code(),
            fields: Map::new(),
            retry_after: None,
            limit: None,
            digest: None,
            error: None,
        };
        match error {
            CallError::Invalid(fields) => {
                for (name, field) in fields.iter() {
                    let messages = problem.fields.entry(name).or_insert_with(|| Value::Array(Vec::new()));
                    if let Value::Array(messages) = messages {
                        messages.push(field.message().into());
                    }
                }
            }
            CallError::RateLimited { retry_after } => problem.retry_after = Some(retry_after.as_secs().max(1)),
            CallError::TooLarge { limit } => problem.limit = Some(*limit),
            CallError::Internal(internal) => problem.digest = Some(internal.digest().to_string()),
            CallError::App(error) => problem.error = serde_json::to_value(error).ok(),
            _ => {}
        }
        problem
    }

    /// The problem of a request that is refused with a status of the protocol's own, such as 405.
    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}
