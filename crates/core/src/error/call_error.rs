//! [`CallError`] itself.

use std::{any::Any, borrow::Cow, error::Error, fmt, time::Duration};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{AppError, Internal, NoError, PublicError};
use crate::{fields::FieldErrors, wire::WireError};

/// The result of a call.
pub type CallResult<T, E = NoError> = Result<T, CallError<E>>;

/// Everything that can become of a call except success.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum CallError<E = NoError> {
    /// 422: fields do not parse or break a rule.
    Invalid(FieldErrors),
    /// 400: what was sent is not this call's arguments.
    Malformed,
    /// 401: sign in first.
    Unauthenticated,
    /// 403: known, and not allowed.
    Forbidden,
    /// 404: the thing, or the call itself, is not there.
    NotFound,
    /// 409: it does not fit the state of things.
    Conflict,
    /// 429: too often.
    RateLimited {
        /// When it may be tried again.
        retry_after: Duration,
    },
    /// 413: too much was sent.
    TooLarge {
        /// The most that is taken, in bytes.
        limit: u64,
    },
    /// 409: another build of the application made this call. Reload the page.
    Stale,
    /// 409: whoever asked for it took it back in time; nothing happened.
    Aborted,
    /// 409: it was done for a new session, and the browser has not kept the session's cookie.
    NoCookies,
    /// 408 or 504: it took too long. For an action: it may or may not have happened.
    Timeout,
    /// 503: the server cannot do it just now; nothing happened.
    Unavailable,
    /// No status: nothing was sent, there is no network.
    Offline,
    /// No status: sent, and no answer that could be read. Must not be repeated blindly.
    Unknown,
    /// 500: something went wrong on the server; the digest finds it in the log.
    Internal(Internal),
    /// The application's own error, with its own status.
    App(E),
}

impl<E: AppError> CallError<E> {
    /// The HTTP status; 0 for [`Offline`](Self::Offline) and [`Unknown`](Self::Unknown), which have none.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::Unauthenticated => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Timeout => 408,
            Self::Conflict | Self::Stale | Self::Aborted | Self::NoCookies => 409,
            Self::TooLarge { .. } => 413,
            Self::Invalid(_) => 422,
            Self::RateLimited { .. } => 429,
            Self::Internal(_) => 500,
            Self::Unavailable => 503,
            Self::Offline | Self::Unknown => 0,
            Self::App(error) => error.status(),
        }
    }

    /// A stable name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid",
            Self::Malformed => "malformed",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::Conflict => "conflict",
            Self::RateLimited { .. } => "rate-limited",
            Self::TooLarge { .. } => "too-large",
            Self::Stale => "stale",
            Self::Aborted => "aborted",
            Self::NoCookies => "no-cookies",
            Self::Timeout => "timeout",
            Self::Unavailable => "unavailable",
            Self::Offline => "offline",
            Self::Unknown => "unknown",
            Self::Internal(_) => "internal",
            Self::App(error) => error.code(),
        }
    }

    /// What a person may read, in English.
    #[must_use]
    pub fn message(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Invalid(_) => "Please correct the marked fields.",
            Self::Malformed => "This could not be understood. Please reload the page and try again.",
            Self::Unauthenticated => "Please sign in first.",
            Self::Forbidden => "This is not allowed.",
            Self::NotFound => "This is not there any more.",
            Self::Conflict => "This has changed in the meantime. Please look again.",
            Self::RateLimited { .. } => "That was too often. Please wait a moment.",
            Self::TooLarge { .. } => "This is too large.",
            Self::Stale => "This page is out of date. Please reload it.",
            Self::Aborted => "This was stopped. Nothing has changed.",
            Self::NoCookies => {
                "Your browser kept no cookie, so this will be forgotten. Please allow cookies for this site and try again."
            }
            Self::Timeout => "This took too long. Please look whether it worked before you try again.",
            Self::Unavailable => "This is not possible just now. Please try again in a moment.",
            Self::Offline => "There is no connection. Please try again.",
            Self::Unknown => "The connection was lost. Please look whether it worked before you try again.",
            Self::Internal(_) => "Something went wrong on our side.",
            Self::App(error) => return error.message(),
        })
    }

    /// Whether it says nothing about the thing itself: it could not be asked just now. What is shown may stay.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Offline
                | Self::Unknown
                | Self::Timeout
                | Self::Unavailable
                | Self::RateLimited { .. }
                | Self::Internal(_)
        )
    }

    /// Whether nobody knows if it was carried out.
    #[must_use]
    pub const fn may_have_happened(&self) -> bool {
        matches!(self, Self::Unknown | Self::Timeout)
    }

    /// What is wrong with which field, if that is what it is about.
    #[must_use]
    pub const fn fields(&self) -> Option<&FieldErrors> {
        match self {
            Self::Invalid(fields) => Some(fields),
            _ => None,
        }
    }
}

impl<E> CallError<E> {
    /// The same error with other field errors, if it is about fields. A body that makes another call says with it which
    /// of its own fields an error belongs to: `.map_err(|error| error.map_fields(|errors| errors.renamed(..)))?`.
    #[must_use]
    pub fn map_fields(self, map: impl FnOnce(FieldErrors) -> FieldErrors) -> Self {
        match self {
            Self::Invalid(fields) => Self::Invalid(map(fields)),
            error => error,
        }
    }

    /// The same error with another application part.
    pub fn map_app<F>(self, map: impl FnOnce(E) -> F) -> CallError<F> {
        match self {
            Self::App(error) => CallError::App(map(error)),
            Self::Invalid(fields) => CallError::Invalid(fields),
            Self::RateLimited { retry_after } => CallError::RateLimited { retry_after },
            Self::TooLarge { limit } => CallError::TooLarge { limit },
            Self::Internal(internal) => CallError::Internal(internal),
            Self::Malformed => CallError::Malformed,
            Self::Unauthenticated => CallError::Unauthenticated,
            Self::Forbidden => CallError::Forbidden,
            Self::NotFound => CallError::NotFound,
            Self::Conflict => CallError::Conflict,
            Self::Stale => CallError::Stale,
            Self::Aborted => CallError::Aborted,
            Self::NoCookies => CallError::NoCookies,
            Self::Timeout => CallError::Timeout,
            Self::Unavailable => CallError::Unavailable,
            Self::Offline => CallError::Offline,
            Self::Unknown => CallError::Unknown,
        }
    }
}

/// `?` on any error: the application's own is recognised by its type, every other one is internal.
impl<E: 'static, S: Error + Send + Sync + 'static> From<S> for CallError<E> {
    fn from(error: S) -> Self {
        let mut error = Some(error);
        if let Some(own) = (&mut error as &mut dyn Any).downcast_mut::<Option<E>>()
            && let Some(own) = own.take()
        {
            return Self::App(own);
        }
        match error {
            Some(error) => Self::Internal(Internal::new(error)),
            None => Self::Unknown,
        }
    }
}

impl<E> From<Internal> for CallError<E> {
    fn from(internal: Internal) -> Self {
        Self::Internal(internal)
    }
}

impl<E> From<FieldErrors> for CallError<E> {
    fn from(fields: FieldErrors) -> Self {
        Self::Invalid(fields)
    }
}

/// `?` on a call that has no error of its own.
impl<E: PublicError> From<CallError<NoError>> for CallError<E> {
    fn from(error: CallError<NoError>) -> Self {
        error.map_app(|never| match never {})
    }
}

/// For `throw_error` and with it Leptos' `<ErrorBoundary>`: the text is the public message.
impl<E: AppError> From<CallError<E>> for Box<dyn Error + Send + Sync> {
    fn from(error: CallError<E>) -> Self {
        Box::new(Thrown(error.message()))
    }
}

#[derive(Debug)]
struct Thrown(Cow<'static, str>);

impl fmt::Display for Thrown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Thrown {}

/// Travels as a [`WireError`], which cannot hold anything private.
impl<E: AppError> Serialize for CallError<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        WireError::from(self).serialize(serializer)
    }
}

impl<'de, E: AppError> Deserialize<'de> for CallError<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        WireError::deserialize(deserializer)?
            .read()
            .ok_or_else(|| de::Error::custom("not an error of this call"))
    }
}

/// Crossing from a call with another application error.
pub trait CallResultExt<T, E> {
    /// Turns the application's part of the error into another: `stock().await.map_app(CartError::from)?`.
    ///
    /// # Errors
    /// The error it was called on, mapped.
    fn map_app<F>(self, map: impl FnOnce(E) -> F) -> CallResult<T, F>;
}

impl<T, E> CallResultExt<T, E> for CallResult<T, E> {
    fn map_app<F>(self, map: impl FnOnce(E) -> F) -> CallResult<T, F> {
        self.map_err(|error| error.map_app(map))
    }
}

/// Turning "nothing there" into an answer.
pub trait OptionExt<T> {
    /// [`CallError::NotFound`] for `None`: `find(id).await?.or_not_found()?`.
    ///
    /// In a function whose error has an application part, `ok_or(CallError::NotFound)?` leaves the compiler to guess
    /// which one is meant; this does not.
    ///
    /// # Errors
    /// `NotFound` for `None`.
    fn or_not_found(self) -> CallResult<T>;
}

impl<T> OptionExt<T> for Option<T> {
    fn or_not_found(self) -> CallResult<T> {
        self.ok_or(CallError::NotFound)
    }
}
