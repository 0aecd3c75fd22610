//! What becomes stale: the names by which an action and the queries on screen find each other.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::{call::Query, codec};

/// What an action makes stale.
///
/// ```
/// use leptos_actions_core::Tag;
///
/// let books = Tag::name("books");
/// assert!(books.is_of("get_books", &[], &["books".into()]));
/// assert!(!books.is_of("get_books", &[], &["genres".into()]));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Tag {
    /// A query with any arguments.
    Query(Cow<'static, str>),
    /// A query with just these arguments, encoded.
    Instance(Cow<'static, str>, ByteBuf),
    /// A name that queries give themselves: `tags = ["books"]`.
    Name(Cow<'static, str>),
    /// What the page at this path shows.
    Path(Cow<'static, str>),
}

impl Tag {
    /// A query with any arguments.
    #[must_use]
    pub const fn query<Q: Query>() -> Self {
        Self::Query(Cow::Borrowed(Q::META.name))
    }

    /// A query with these arguments. Arguments that cannot be encoded stand for all, which is the safe side.
    #[must_use]
    pub fn instance<Q: Query>(query: &Q) -> Self {
        codec::to_vec(query).map_or_else(
            |_| Self::query::<Q>(),
            |arguments| Self::Instance(Q::META.name.into(), ByteBuf::from(arguments)),
        )
    }

    /// The query of this name with these arguments.
    #[doc(hidden)]
    #[must_use]
    pub fn encoded(call: &'static str, arguments: Vec<u8>) -> Self {
        Self::Instance(call.into(), ByteBuf::from(arguments))
    }

    /// A name that queries give themselves.
    #[must_use]
    pub fn name(name: impl Into<Cow<'static, str>>) -> Self {
        Self::Name(name.into())
    }

    /// What the page at this path shows: on the page that calls everything, if that is the one, and of what the server
    /// keeps that which was used while the page was rendered. A query or a fragment behind the path does not count, and
    /// escapes mean what they stand for.
    ///
    /// ```
    /// use leptos_actions_core::Tag;
    ///
    /// assert_eq!(Tag::path("/b%C3%BCcher/emma?page=2#end"), Tag::path("/bücher/emma"));
    /// ```
    #[must_use]
    pub fn path(path: &str) -> Self {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        Self::Path(unescaped(path).into())
    }

    /// Whether it means the query of this name with these arguments and tags.
    #[must_use]
    pub fn is_of(&self, call: &str, arguments: &[u8], tags: &[String]) -> bool {
        match self {
            Self::Query(name) => name == call,
            Self::Instance(name, its) => name == call && **its == *arguments,
            Self::Name(name) => tags.iter().any(|tag| tag == name),
            Self::Path(_) => false,
        }
    }
}

impl From<&'static str> for Tag {
    fn from(name: &'static str) -> Self {
        Self::name(name)
    }
}

impl From<String> for Tag {
    fn from(name: String) -> Self {
        Self::name(name)
    }
}

/// Any query stands for itself with its arguments.
impl<Q: Query> From<&Q> for Tag {
    fn from(query: &Q) -> Self {
        Self::instance(query)
    }
}

/// What an escaped path stands for; bytes that are no text stay as they are written.
fn unescaped(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let digits = [ahead.next(), ahead.next()].map(|digit| char::from(digit?).to_digit(16));
        if let (b'%', [Some(high), Some(low)]) = (byte, digits) {
            bytes.push((high << 4 | low) as u8);
            rest = ahead;
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}
