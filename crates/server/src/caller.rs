//! Who may call: a type.

use std::{
    fmt,
    future::Future,
    hash::{BuildHasher, RandomState},
    sync::OnceLock,
};

use leptos_actions_core::{CallResult, wire::Who};

use crate::{ledger::hash, scope::Scope};

/// A kind of caller: member, administrator, API key, anonymous visitor with a session.
///
/// Access is a type: an action that takes `#[caller] member: Member` runs for members only, over the network, from a
/// form, and when it is called directly on the server. [`identify`](Self::identify) runs before the body of the
/// request is read.
///
/// ```
/// use leptos_actions_server::{Caller, Principal, Scope};
/// use leptos_actions_core::{CallError, CallResult};
///
/// #[derive(Clone)]
/// struct Member { id: String }
///
/// # async fn find(token: &str) -> CallResult<Option<String>> { Ok(Some(token.to_owned())) }
/// impl Caller for Member {
///     async fn identify(scope: &Scope) -> CallResult<Self> {
///         // Of several values the first that is known counts, wherever it stands.
///         for token in scope.cookies(&scope.cookie_name("shop")).into_iter().flatten() {
///             if let Some(id) = find(&token).await? {
///                 return Ok(Self { id });
///             }
///         }
///         Err(CallError::Unauthenticated)
///     }
///
///     fn principal(&self) -> Principal { Principal::new("member", &self.id) }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say who may call",
    label = "not a `Caller`",
    note = "implement `leptos_actions::Caller` for it: it finds the caller in the request or refuses"
)]
pub trait Caller: Sized + Send + Sync + 'static {
    /// Finds the caller in the scope.
    ///
    /// A cookie may come with several values, and with one that cannot be read, which is not the same as none: see
    /// [`Scope::cookies`]. Where `identify` sets a cookie although nothing of the one that came could be read, the call is
    /// refused as malformed and the cookie is taken back.
    ///
    /// # Errors
    /// `Unauthenticated` for nobody known, `Forbidden` for somebody of the wrong kind; any other error is internal.
    fn identify(scope: &Scope) -> impl Future<Output = CallResult<Self>> + Send;

    /// Whom limits, the ledger and private caches count this caller as.
    fn principal(&self) -> Principal;
}

/// Whom a call acts for. Equal principals are the same person to limits and to the ledger.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Principal {
    kind: &'static str,
    id: String,
}

impl Principal {
    /// A principal of a kind, such as `member`, with its id. Without one, as `Principal::new("guest", "")`, it is nobody in
    /// particular: see [`is_somebody`](Self::is_somebody).
    #[must_use]
    pub fn new(kind: &'static str, id: impl ToString) -> Self {
        Self {
            kind,
            id: id.to_string(),
        }
    }

    /// Somebody who is nobody in particular.
    #[must_use]
    pub const fn public() -> Self {
        Self {
            kind: "public",
            id: String::new(),
        }
    }

    /// Its kind, which may be logged.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        self.kind
    }

    /// Its id, which may not.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether it is somebody in particular. One without an id or without a kind is many people: no two of their requests
    /// are known to come from the same one. What the ledger, the cache and the clock keep for one person asks this.
    #[must_use]
    pub const fn is_somebody(&self) -> bool {
        !self.id.is_empty() && !self.kind.is_empty()
    }

    /// What the ledger and the clock know it by; the same for all who are nobody in particular.
    pub(crate) fn owner(&self) -> [u8; 32] {
        let nobody = Self::public();
        let whose = if self.is_somebody() { self } else { &nobody };
        hash([whose.kind.as_bytes(), whose.id.as_bytes()])
    }

    /// What a page knows it by, if it is somebody.
    pub(crate) fn who(&self) -> Option<Who> {
        static KEYS: OnceLock<RandomState> = OnceLock::new();
        let keys = KEYS.get_or_init(RandomState::new);
        self.is_somebody()
            .then(|| Who::new(keys.hash_one(()), keys.hash_one(self.kind), keys.hash_one(self)))
    }
}

impl fmt::Debug for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Principal").field(&self.kind).finish()
    }
}

/// Everybody: the caller of a call that says `public`.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Public;

impl Caller for Public {
    async fn identify(_: &Scope) -> CallResult<Self> {
        Ok(Self)
    }

    fn principal(&self) -> Principal {
        Principal::public()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_no_id_or_no_kind_is_nobody_in_particular() {
        for nobody in [
            Principal::public(),
            Principal::new("guest", ""),
            Principal::new("", "7"),
            Principal::new("", ""),
        ] {
            assert!(!nobody.is_somebody(), "{nobody:?}");
            assert!(nobody.who().is_none());
            assert_eq!(nobody.owner(), Principal::public().owner());
        }
        let ada = Principal::new("member", "ada");
        assert!(ada.is_somebody() && ada.who().is_some());
        assert_ne!(ada.owner(), Principal::public().owner());
        assert_ne!(ada.owner(), Principal::new("guest", "ada").owner());
    }
}
