//! Errors that stay on the server.

use std::{
    error::Error,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

type Cause = Arc<dyn Error + Send + Sync>;

/// The name under which an internal error stands in the server's log: 128 random bits, printed as 32 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest(u128);

impl Digest {
    /// A new one. A browser has no log to find it in and gets zeros.
    #[must_use]
    pub fn random() -> Self {
        #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
        {
            let mut bytes = [0; 16];
            // Without entropy the digest is zeros: worse to find, but the request is still answered.
            let _ = getrandom::fill(&mut bytes);
            Self(u128::from_ne_bytes(bytes))
        }
        #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
        Self(0)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_string())
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        u128::from_str_radix(&text, 16)
            .map(Self)
            .map_err(|_| de::Error::custom("not a digest"))
    }
}

/// An error whose text is for the server's log alone.
///
/// It keeps its cause so that the pipeline can log it; `Debug` and serialisation show only the digest. It is no
/// [`std::error::Error`], so that `?` can turn it into a [`CallError`](super::CallError).
#[derive(Clone)]
pub struct Internal {
    digest: Digest,
    cause: Option<Arc<Kept>>,
}

struct Kept {
    cause: Cause,
    logged: AtomicBool,
}

impl Internal {
    /// Keeps `cause` under a new digest.
    #[must_use]
    pub fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let kept = Kept {
            cause: Arc::from(cause.into()),
            logged: AtomicBool::new(false),
        };
        Self {
            digest: Digest::random(),
            cause: Some(Arc::new(kept)),
        }
    }

    /// The same error as it arrives at the other side: nothing but its digest.
    #[must_use]
    pub const fn remote(digest: Digest) -> Self {
        Self { digest, cause: None }
    }

    /// The name under which it is logged.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// The cause, on the side where it happened. For logs.
    #[must_use]
    pub fn cause(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        self.cause.as_deref().map(|kept| &*kept.cause)
    }

    /// The cause for whoever asks first, so that a nested call's error is logged once.
    #[must_use]
    pub fn cause_to_log(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        let kept = self.cause.as_deref()?;
        (!kept.logged.swap(true, Ordering::Relaxed)).then_some(&*kept.cause)
    }
}

impl fmt::Debug for Internal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Internal")
            .field("digest", &self.digest)
            .finish_non_exhaustive()
    }
}

impl PartialEq for Internal {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

/// Makes an error internal that is no [`std::error::Error`] itself, such as `anyhow::Error` and boxed errors.
pub trait InternalExt<T> {
    /// Keeps the error for the server's log: `load().internal()?`.
    ///
    /// # Errors
    /// The error it was called on, as [`Internal`].
    fn internal(self) -> Result<T, Internal>;
}

impl<T, E: Into<Box<dyn Error + Send + Sync>>> InternalExt<T> for Result<T, E> {
    fn internal(self) -> Result<T, Internal> {
        self.map_err(Internal::new)
    }
}
