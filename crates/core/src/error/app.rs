//! The application's part of a [`CallError`](super::CallError).

use std::{borrow::Cow, error::Error, fmt};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// An error of the application that is meant for the person who made the call.
///
/// The value itself travels, so that the browser can match on it. Its `Display` is for logs and never leaves the
/// server; what a person reads is [`message`](Self::message). Applications derive it, beside `thiserror`; by hand:
///
/// ```
/// use std::borrow::Cow;
/// use leptos_actions_core::{CallError, PublicError};
///
/// #[derive(Debug, Clone, serde::Serialize, serde::Deserialize, thiserror::Error)]
/// #[error("only {left} left")]
/// struct TooMany { left: u32 }
///
/// impl PublicError for TooMany {
///     fn code(&self) -> &'static str { "too-many" }
///     fn message(&self) -> Cow<'static, str> { format!("Only {} are left.", self.left).into() }
/// }
///
/// assert_eq!(CallError::App(TooMany { left: 2 }).message(), "Only 2 are left.");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an error that may be shown to a caller",
    label = "not a `PublicError`",
    note = "add `#[derive(leptos_actions::PublicError)]` to it, or turn it into one with `.map_err(..)?`"
)]
pub trait PublicError: Error + Serialize + DeserializeOwned + Clone + Send + Sync + 'static {
    /// The HTTP status. The request was understood and does not fit the state of things: 409 unless said otherwise.
    fn status(&self) -> u16 {
        409
    }

    /// A stable name for programs, such as `sold-out`.
    fn code(&self) -> &'static str;

    /// What a person may read.
    fn message(&self) -> Cow<'static, str> {
        "This could not be done.".into()
    }
}

/// What may stand as `E` in `CallError<E>`: a [`PublicError`], or [`NoError`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an error that may be shown to a caller",
    label = "not a `PublicError`",
    note = "add `#[derive(leptos_actions::PublicError)]` to it, or leave it out: `CallResult<T>`"
)]
pub trait AppError: Serialize + DeserializeOwned + Clone + fmt::Debug + Send + Sync + 'static {
    /// See [`PublicError::status`].
    fn status(&self) -> u16;
    /// See [`PublicError::code`].
    fn code(&self) -> &'static str;
    /// See [`PublicError::message`].
    fn message(&self) -> Cow<'static, str>;
    /// Its `Display`, for the log.
    fn log_text(&self) -> String;
}

impl<E: PublicError> AppError for E {
    fn status(&self) -> u16 {
        PublicError::status(self)
    }

    fn code(&self) -> &'static str {
        PublicError::code(self)
    }

    fn message(&self) -> Cow<'static, str> {
        PublicError::message(self)
    }

    fn log_text(&self) -> String {
        self.to_string()
    }
}

/// The error of a call that has none of its own. It has no values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoError {}

impl AppError for NoError {
    fn status(&self) -> u16 {
        match *self {}
    }

    fn code(&self) -> &'static str {
        match *self {}
    }

    fn message(&self) -> Cow<'static, str> {
        match *self {}
    }

    fn log_text(&self) -> String {
        match *self {}
    }
}
