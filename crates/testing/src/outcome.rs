//! What came of a call: [`Outcome`].

use std::{error::Error, fmt};

use http::HeaderValue;
use leptos_actions_core::{AppError, CallError, CallResult, Callable, FieldError};
use leptos_actions_server::{Scope, cookie::Cookie};

/// What came of a call made with [`As::call`](crate::As::call): its result, and what it wrote into the reply.
///
/// An assertion that does not hold panics at its caller's line and says what was found instead.
///
/// ```
/// use leptos_actions::prelude::*;
/// use leptos_actions_testing::As;
/// # use serde::{Deserialize, Serialize};
///
/// #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error, PublicError)]
/// #[error("sold out")]
/// struct SoldOut;
///
/// #[action(public)]
/// async fn buy(copies: u32, #[extract] reply: Reply) -> CallResult<u32, SoldOut> {
///     reply.set_cookie(("basket", copies.to_string()));
///     if copies > 2 { Err(SoldOut)?; }
///     Ok(copies)
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let outcome = As::public().call(|| buy(2)).await;
/// assert_eq!(outcome.cookie("basket").unwrap().value(), "2");
/// assert_eq!(outcome.unwrap(), 2);
///
/// let outcome = As::public().call(|| buy(3)).await;
/// assert_eq!(outcome.refused_with(409).app_error(), SoldOut);
/// # }
/// ```
#[must_use = "a test that does not look at the outcome shows nothing"]
pub struct Outcome<A: Callable> {
    result: CallResult<A::Output, A::Error>,
    scope: Scope,
}

impl<A: Callable> Outcome<A> {
    pub(crate) fn new(result: CallResult<A::Output, A::Error>, scope: Scope) -> Self {
        Self { result, scope }
    }

    /// The result itself.
    pub const fn result(&self) -> &CallResult<A::Output, A::Error> {
        &self.result
    }

    /// The value of a call that succeeded.
    #[track_caller]
    pub fn unwrap(self) -> A::Output {
        self.expect_that(self.result.is_ok(), "should succeed");
        match self.result {
            Ok(value) => value,
            Err(_) => unreachable!("checked above"),
        }
    }

    /// The error of a call that was refused or failed.
    #[track_caller]
    pub fn unwrap_err(self) -> CallError<A::Error> {
        self.expect_that(self.result.is_err(), "should fail");
        match self.result {
            Err(error) => error,
            Ok(_) => unreachable!("checked above"),
        }
    }

    /// The application's own error.
    #[track_caller]
    pub fn app_error(&self) -> A::Error {
        match &self.result {
            Err(CallError::App(error)) => error.clone(),
            _ => self.unexpected("should fail with the application's own error"),
        }
    }

    /// Asserts that it failed with this status.
    #[track_caller]
    pub fn refused_with(&self, status: u16) -> &Self {
        let found = self.result.as_ref().err().map(CallError::status);
        self.expect_that(found == Some(status), &format!("should fail with {status}"));
        self
    }

    /// What is wrong with a field, in English; empty when nothing is.
    #[track_caller]
    pub fn field_error(&self, field: &str) -> String {
        match &self.result {
            Err(CallError::Invalid(fields)) => {
                let messages: Vec<String> = fields.of(field).map(FieldError::message).collect();
                messages.join(" ")
            }
            _ => self.unexpected("should be refused because of its fields"),
        }
    }

    /// The private error behind a 500, with its sources: what the server's log would hold.
    ///
    /// ```
    /// # use leptos_actions::prelude::*;
    /// # use leptos_actions_testing::As;
    /// #[query(public)]
    /// async fn total() -> CallResult<u32> { Ok("three".parse()?) }
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let outcome = As::public().call(|| total()).await;
    /// assert_eq!(outcome.refused_with(500).cause(), "invalid digit found in string");
    /// # }
    /// ```
    #[track_caller]
    pub fn cause(&self) -> String {
        match &self.result {
            Err(CallError::Internal(internal)) => chain(internal.cause().map(|cause| cause as &dyn Error)),
            _ => self.unexpected("should fail with an internal error"),
        }
    }

    /// The cookie that the reply sets, with its attributes. One that is removed has a `max_age` of zero.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<Cookie<'static>> {
        let cookies = self.scope.reply().map(|reply| reply.cookies()).unwrap_or_default();
        cookies.into_iter().find(|cookie| cookie.name() == name)
    }

    /// The first value of a header that the reply adds.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<HeaderValue> {
        self.scope.reply()?.headers().get(name).cloned()
    }

    /// Where the reply redirects to.
    #[must_use]
    pub fn redirect(&self) -> Option<String> {
        self.scope.reply()?.redirected()
    }

    /// Asserts that the reply redirects there.
    #[track_caller]
    pub fn redirected_to(&self, path: &str) -> &Self {
        let found = self.redirect();
        assert!(
            found.as_deref() == Some(path),
            "`{}` should redirect to {path:?}; it redirects to {found:?}, and {}",
            A::META.name,
            self.found()
        );
        self
    }

    /// Runs what the call registered for after the answer, to its end.
    pub async fn run_after(&self) {
        self.scope.run_after().await;
    }

    #[track_caller]
    fn expect_that(&self, holds: bool, what: &str) {
        if !holds {
            self.unexpected(what);
        }
    }

    #[track_caller]
    fn unexpected(&self, what: &str) -> ! {
        panic!("`{}` {what}, but {}", A::META.name, self.found());
    }

    fn found(&self) -> String {
        match &self.result {
            Ok(value) => format!(
                "it succeeded with {}",
                serde_json::to_string(value).unwrap_or_else(|_| "a value that JSON cannot show".into())
            ),
            Err(error) => described(error),
        }
    }
}

impl<A: Callable> fmt::Debug for Outcome<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outcome of `{}`: {}", A::META.name, self.found())
    }
}

fn described<E: AppError>(error: &CallError<E>) -> String {
    let detail = match error {
        CallError::Invalid(fields) => {
            let fields = fields
                .iter()
                .map(|(name, error)| format!("{name}: {}", error.message()));
            fields.collect::<Vec<_>>().join(", ")
        }
        CallError::Internal(internal) => chain(internal.cause().map(|cause| cause as &dyn Error)),
        CallError::App(error) => format!("{error:?}"),
        _ => error.message().into_owned(),
    };
    format!("it failed with {} {} ({detail})", error.status(), error.code())
}

fn chain(mut next: Option<&dyn Error>) -> String {
    let mut texts = Vec::new();
    while let Some(error) = next {
        texts.push(error.to_string());
        next = error.source();
    }
    texts.join(": ")
}
