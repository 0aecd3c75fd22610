//! Reads a request's body, within a size and a time.
//!
//! 1. A `Content-Length` above the limit is refused before a byte is read; a body without one is cut at the limit.
//! 2. A compressed body is refused: the limit counts what is decoded, and nothing here decompresses.
//! 3. The whole body has one deadline. A sender that trickles bytes does not renew it.
//! 4. After a refusal the connection is closed, since the rest of the body is still on its way.
//! 5. A form with files is read piece by piece (`upload/read.rs`), with the same rules for its head.
//!
//! Caveat: a limit in front of the server (a proxy's) answers in its own words; the client reports it as `TooLarge`
//! when the status is 413.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! use axum::body::Body;
//! use http::HeaderMap;
//! use leptos_actions_server::guards::BodyGuard;
//! use std::time::Duration;
//!
//! let guard = BodyGuard::new(Duration::from_secs(10));
//! assert_eq!(guard.check(&HeaderMap::new(), Body::from("abc"), 3).await.unwrap(), "abc");
//! assert!(guard.check(&HeaderMap::new(), Body::from("abcd"), 3).await.is_err());
//! # }
//! ```

use std::{error::Error, fmt, time::Duration};

use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, header, request::Parts};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use leptos_actions_core::{FormValues, Meta};

use crate::upload::{self, Limits, Unread};

/// The guard, with the deadline of a body.
#[derive(Clone, Copy, Debug)]
pub struct BodyGuard {
    deadline: Duration,
    uploads: Duration,
}

/// Why a body was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BodyRefusal {
    /// More than this many bytes.
    TooLarge(u64),
    /// It did not arrive in time.
    TooSlow,
    /// It is compressed.
    Encoded,
    /// The connection broke.
    Broken,
    /// It is no form of the kind that it says it is, or not a whole one.
    Malformed,
}

impl BodyGuard {
    /// A guard that waits this long for a whole body.
    #[must_use]
    pub const fn new(deadline: Duration) -> Self {
        Self {
            deadline,
            uploads: deadline,
        }
    }

    /// With another deadline for forms with files; of them the first holds between two pieces.
    #[must_use]
    pub const fn uploads(self, uploads: Duration) -> Self {
        Self { uploads, ..self }
    }

    /// Reads a form with files. Without `keeps` its texts alone.
    pub(crate) async fn parts(
        &self,
        meta: &'static Meta,
        head: &Parts,
        body: Body,
        limit: u64,
        keeps: bool,
    ) -> Result<FormValues, Unread> {
        let (taken, most) = upload::most(meta, limit);
        check_head(&head.headers, &body, most).map_err(|refusal| {
            Unread::Body(match refusal {
                BodyRefusal::TooLarge(_) => BodyRefusal::TooLarge(taken),
                refusal => refusal,
            })
        })?;
        let content_type = head.headers.get(header::CONTENT_TYPE);
        let content_type = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
        let limits = Limits {
            text: limit,
            piece: self.deadline,
            whole: self.uploads,
        };
        upload::read(meta, content_type, body, limits, keeps).await
    }

    /// Reads a body of at most `limit` bytes.
    ///
    /// # Errors
    /// Why it is refused.
    pub async fn check(&self, headers: &HeaderMap, body: Body, limit: u64) -> Result<Bytes, BodyRefusal> {
        check_head(headers, &body, limit)?;
        let limited = Limited::new(body, usize::try_from(limit).unwrap_or(usize::MAX));
        match tokio::time::timeout(self.deadline, limited.collect()).await {
            Ok(Ok(collected)) => Ok(collected.to_bytes()),
            Ok(Err(error)) if error.is::<LengthLimitError>() => Err(BodyRefusal::TooLarge(limit)),
            Ok(Err(_)) => Err(BodyRefusal::Broken),
            Err(_) => Err(BodyRefusal::TooSlow),
        }
    }
}

/// What is refused before a byte is read.
pub(crate) fn check_head(headers: &HeaderMap, body: &Body, limit: u64) -> Result<(), BodyRefusal> {
    if headers
        .get(header::CONTENT_ENCODING)
        .is_some_and(|encoding| encoding != "identity")
    {
        return Err(BodyRefusal::Encoded);
    }
    if http_body::Body::size_hint(body).lower() > limit {
        return Err(BodyRefusal::TooLarge(limit));
    }
    Ok(())
}

impl fmt::Display for BodyRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge(limit) => write!(
                f,
                "the body is larger than {limit} bytes; raise it with `limit = \"..\"` on the call or `body-limit` \
                 under [actions]"
            ),
            Self::TooSlow => f.write_str("the body did not arrive in time"),
            Self::Encoded => f.write_str("the body is compressed"),
            Self::Malformed => f.write_str("the body is no whole `multipart/form-data`"),
            Self::Broken => f.write_str("the connection broke while the body was being read"),
        }
    }
}

impl Error for BodyRefusal {}
