//! Paths, header names and the answer's envelope. `docs/wire.md` specifies them.

use std::{borrow::Cow, time::Duration};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_bytes::ByteBuf;

use crate::{
    codec,
    error::{AppError, CallError, CallResult, Digest, Internal},
    fields::FieldErrors,
    tag::Tag,
};

/// Where a browser asks whether it has kept cookies, with their names as [`KEPT_PARAM`]: 204 if all of them came along, and
/// 410 otherwise.
pub const KEPT_PATH: &str = "/_call/_kept";
/// The parameter of an address by which a page learns which cookies should come along.
pub const KEPT_PARAM: &str = "_kept";

/// The beginning of the address of the script that serves forms. A digest of its content and `.js` follow.
pub const SCRIPT_PREFIX: &str = "/_call/_form.";

/// Every call lives under this path.
pub const PREFIX: &str = "/_call/";
/// The suffix of the codec that our own client speaks.
pub const CBOR_SUFFIX: &str = ".cbor";
/// The query parameter that carries a query's arguments: base64url of their encoding, or JSON on the plain path.
pub const ARGUMENTS: &str = "_args";
/// The query parameter that makes a post to a page a call.
pub const CALL_PARAM: &str = "_call";
/// The form field that tells several forms of one action apart.
pub const INSTANCE_FIELD: &str = "_instance";
/// The form field that holds a form's idempotency key.
pub const KEY_FIELD: &str = "_key";
/// The form field of a form on a page that is to be confirmed by a person.
pub const CONFIRM_FIELD: &str = "_confirm";
/// What stands in it while nobody has confirmed.
pub const CONFIRM_ASK: &str = "ask";
/// What is sent beside or instead of that once somebody has.
pub const CONFIRM_YES: &str = "yes";
/// Request header: the idempotency key of a call that is no form.
pub const KEY_HEADER: &str = "idempotency-key";
/// Request header: the hash of the caller's idea of the call. Only a program can send it.
pub const SIGNATURE_HEADER: &str = "actions-signature";
/// Request header: the build that made the page.
pub const BUILD_HEADER: &str = "actions-build";
/// Request header: what the page that calls has on screen and has asked for: a [`Screen`] in our codec, base64url.
pub const SCREEN_HEADER: &str = "actions-screen";
/// Answer header: where the reply wants the caller to go. A `Location` would be followed by `fetch` itself.
pub const REDIRECT_HEADER: &str = "actions-redirect";
/// The media type of the codec.
pub const CBOR: &str = "application/cbor";
/// The media type of a plain form.
pub const FORM: &str = "application/x-www-form-urlencoded";
/// The media type of a form with files.
pub const MULTIPART: &str = "multipart/form-data";

/// A page's path and query as an address that a browser finds on this site. It would read `//host/path` as another
/// site's; behind a dot that is a path. Without path there is `/`.
#[must_use]
pub fn own_address(path_and_query: &str) -> String {
    match path_and_query.as_bytes() {
        [b'/', b'/' | b'\\', ..] => ["/.", path_and_query].concat(),
        [b'/', ..] => path_and_query.to_owned(),
        _ => ["/", path_and_query].concat(),
    }
}

/// Whether a redirect target is a path of this site. A browser reads `//host`, `/\host` and paths with control characters
/// in them as another site.
#[must_use]
pub fn is_same_site(path: &str) -> bool {
    let mut bytes = path.bytes();
    bytes.next() == Some(b'/')
        && !matches!(bytes.next(), Some(b'/' | b'\\'))
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

/// What an answer in our own codec is: a map that may grow.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Answer {
    /// The encoded value of a call that succeeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<ByteBuf>,
    /// The error of one that did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<WireError>,
    /// Where to go next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect: Option<String>,
    /// Whether that is no page of the application, and so for the browser to load.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub external: bool,
    /// Whether the idempotency key is used up: this is the last word on its intent. Otherwise the next attempt is to
    /// send it again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub settled: bool,
    /// When the action ran. An answer that is given again ran before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ran: Option<Span>,
    /// As whom the action was asked for; `None` where it matters to nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<Who>,
    /// When the query's value was read, and what it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<Reading>,
    /// The new values of what is on screen and was made stale, by their places in [`Screen::queries`]; without a value it is
    /// to be asked for. `None` where the server was told of no screen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fresh: Option<Vec<(u32, Option<Answer>)>>,
    /// What the action has made stale, on any page of anybody; `None` for everything that it may show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stale: Option<Vec<Tag>>,
    /// What the page asks for to which the redirect leads.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reads: Vec<Read>,
    /// The names of cookies that this answer sets and the request did not bring, joined by commas. Whether the browser has
    /// kept them is asked at [`KEPT_PATH`], before anybody is told of a success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began: Option<String>,
}

/// A query, and what it answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Read {
    /// Its name.
    pub call: String,
    /// Its arguments, encoded.
    pub arguments: ByteBuf,
    /// The answer.
    pub answer: Answer,
}

impl Read {
    /// The answer to a query.
    #[must_use]
    pub fn new(call: &str, arguments: &[u8], answer: Answer) -> Self {
        Self {
            call: call.to_owned(),
            arguments: ByteBuf::from(arguments),
            answer,
        }
    }
}

/// What a page has on screen and has asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Screen {
    /// The queries: names and encoded arguments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub queries: Vec<(String, ByteBuf)>,
    /// The places of those that are not to be read for the same answer: it says only that they are stale.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apart: Vec<u32>,
    /// The keys of intents of which it is to be said whether a value holds them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<String>,
    /// The path of the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
}

/// As whom a value was read. It tells callers apart and says nothing about them; another process says something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Who {
    /// The process.
    pub process: u64,
    /// The kind of caller: somebody is at most one of each.
    pub kind: u64,
    /// The caller.
    pub caller: u64,
}

impl Who {
    /// This caller, as that process knows them.
    #[must_use]
    pub const fn new(process: u64, kind: u64, caller: u64) -> Self {
        Self { process, kind, caller }
    }

    /// Whether `other`, as whom the same query was read later, is certainly somebody else.
    #[must_use]
    pub fn is_not(self, other: Option<Self>) -> bool {
        other.is_none_or(|other| self.process == other.process && self.caller != other.caller)
    }

    /// Whether `other`, as whom something else was asked for, is certainly somebody else.
    #[must_use]
    pub fn is_other_than(self, other: Self) -> bool {
        self.kind == other.kind && self.is_not(Some(other))
    }
}

/// When a value was read, and which of the intents that the page named are in it, in the order of their naming.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reading {
    /// When.
    pub span: Span,
    /// Which.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contained: Vec<Contained>,
    /// As whom; `None` where it matters to nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<Who>,
}

impl Screen {
    /// No queries, and these keys.
    #[must_use]
    pub const fn asking_for(keys: Vec<String>) -> Self {
        Self {
            queries: Vec::new(),
            apart: Vec::new(),
            keys,
            page: None,
        }
    }

    /// One more query that is not to be read for the same answer.
    pub fn push_apart(&mut self, call: &str, arguments: &[u8]) {
        self.apart.extend(u32::try_from(self.queries.len()));
        self.push(call, arguments);
    }

    /// One more query.
    pub fn push(&mut self, call: &str, arguments: &[u8]) {
        self.queries.push((call.to_owned(), ByteBuf::from(arguments)));
    }
}

impl Reading {
    /// Read then, with these in it.
    #[must_use]
    pub const fn new(span: Span, contained: Vec<Contained>) -> Self {
        Self {
            span,
            contained,
            who: None,
        }
    }

    /// The same, read as them.
    #[must_use]
    pub const fn by(mut self, who: Option<Who>) -> Self {
        self.who = who;
        self
    }
}

impl Answer {
    /// Puts an outcome in its envelope.
    ///
    /// # Errors
    /// When the value's own `Serialize` fails.
    pub fn new<T: Serialize, E: AppError>(outcome: &CallResult<T, E>) -> Result<Self, codec::EncodeError> {
        let mut answer = Self::default();
        match outcome {
            Ok(value) => answer.value = Some(ByteBuf::from(codec::to_vec(value)?)),
            Err(error) => answer.error = Some(error.into()),
        }
        Ok(answer)
    }

    /// The outcome in it. What cannot be read is [`CallError::Unknown`]: it was answered, and nobody knows what.
    ///
    /// # Errors
    /// The error in the envelope.
    pub fn read<T: DeserializeOwned, E: AppError>(self) -> CallResult<T, E> {
        match self {
            Self { error: Some(error), .. } => Err(error.read().unwrap_or(CallError::Unknown)),
            Self { value: Some(value), .. } => codec::from_slice(&value).map_err(|_| CallError::Unknown),
            _ => Err(CallError::Unknown),
        }
    }
}

/// A [`CallError`] as it travels. There is no room in it for anything private.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WireError {
    /// [`CallError::code`] of the library's own variants, `app` for the application's.
    pub code: Cow<'static, str>,
    /// What is wrong with which field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<FieldErrors>,
    /// Milliseconds until it may be tried again, or the most bytes that are taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
    /// Where the server's log has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// The application's own error, encoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<ByteBuf>,
}

impl<E: AppError> From<&CallError<E>> for WireError {
    fn from(error: &CallError<E>) -> Self {
        let mut wire = Self {
            code: error.code().into(),
            ..Self::default()
        };
        match error {
            CallError::Invalid(fields) => wire.fields = Some(fields.clone()),
            CallError::RateLimited { retry_after } => {
                wire.number = Some(u64::try_from(retry_after.as_millis()).unwrap_or(u64::MAX));
            }
            CallError::TooLarge { limit } => wire.number = Some(*limit),
            CallError::Internal(internal) => wire.digest = Some(internal.digest()),
            CallError::App(error) => {
                wire.code = "app".into();
                wire.app = codec::to_vec(error).ok().map(ByteBuf::from);
            }
            _ => {}
        }
        wire
    }
}

impl WireError {
    /// The error, if it is one that a call with this `E` can have.
    #[must_use]
    pub fn read<E: AppError>(self) -> Option<CallError<E>> {
        if self.code == "app" {
            return codec::from_slice(&self.app?).ok().map(CallError::App);
        }
        self.read_common().map(|error| error.map_app(|never| match never {}))
    }

    /// The part that is the same for all calls, and so compiled once.
    fn read_common(self) -> Option<CallError> {
        Some(match &*self.code {
            "invalid" => CallError::Invalid(self.fields?),
            "malformed" => CallError::Malformed,
            "unauthenticated" => CallError::Unauthenticated,
            "forbidden" => CallError::Forbidden,
            "not-found" => CallError::NotFound,
            "conflict" => CallError::Conflict,
            "rate-limited" => CallError::RateLimited {
                retry_after: Duration::from_millis(self.number?),
            },
            "too-large" => CallError::TooLarge { limit: self.number? },
            "stale" => CallError::Stale,
            "aborted" => CallError::Aborted,
            "no-cookies" => CallError::NoCookies,
            "timeout" => CallError::Timeout,
            "unavailable" => CallError::Unavailable,
            "offline" => CallError::Offline,
            "unknown" => CallError::Unknown,
            "internal" => CallError::Internal(Internal::remote(self.digest?)),
            _ => return None,
        })
    }
}

/// From when to when a server did something, by a clock of its own that counts and tells no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Whose clock it is: another process has another, and the two cannot be compared.
    pub epoch: u64,
    /// Nothing of it was before.
    pub began: u64,
    /// Nothing of it was after.
    pub ended: u64,
}

/// Whether the effect of an intent is in a value that the server read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Contained {
    /// It was carried out before.
    Yes,
    /// It was begun after, or not at all.
    No,
    /// It ran while the value was read: nobody knows yet.
    Running,
    /// This server cannot know it.
    Unknown,
}

/// What became of a form post: what the page that tells it needs to show, and what hydration adopts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FormOutcome {
    /// The call's name.
    pub call: String,
    /// Which of several forms of it.
    pub instance: String,
    /// What was typed, if it failed.
    pub values: Vec<(String, String)>,
    /// What was answered.
    pub answer: Answer,
    /// Whether nothing was done yet, because the form wants a person to confirm it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asks: bool,
    /// The same for people, when the form that was sent is not on the page any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orphan: Option<String>,
}

impl FormOutcome {
    /// The failure of the form of `call` that sent `values`.
    #[must_use]
    pub fn failed(call: impl Into<String>, values: Vec<(String, String)>, error: WireError) -> Self {
        let answer = Answer {
            error: Some(error),
            ..Answer::default()
        };
        Self::of(call, values, answer)
    }

    /// The question whether the form of `call` that sent `values` is meant.
    #[must_use]
    pub fn asking(call: impl Into<String>, values: Vec<(String, String)>) -> Self {
        Self {
            asks: true,
            ..Self::of(call, values, Answer::default())
        }
    }

    fn of(call: impl Into<String>, values: Vec<(String, String)>, answer: Answer) -> Self {
        let instance = values.iter().find(|(name, _)| name == INSTANCE_FIELD);
        let instance = instance.map(|(_, value)| value.clone()).unwrap_or_default();
        Self {
            values,
            ..Self::answered(call, instance, answer)
        }
    }

    /// The answer to the form `instance` of `call`.
    #[must_use]
    pub fn answered(call: impl Into<String>, instance: impl Into<String>, answer: Answer) -> Self {
        Self {
            call: call.into(),
            instance: instance.into(),
            values: Vec::new(),
            answer,
            asks: false,
            orphan: None,
        }
    }

    /// The outcome of a form that is not on the page.
    #[must_use]
    pub fn orphaned(self, message: String) -> Self {
        Self {
            orphan: Some(message),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{is_same_site, own_address};

    #[test]
    fn a_page_is_on_its_own_site_whatever_its_path() {
        assert_eq!(own_address("/search?q=//x"), "/search?q=//x");
        assert_eq!(own_address("//evil.example/"), "/.//evil.example/");
        assert_eq!(own_address("/\\evil.example"), "/./\\evil.example");
        assert_eq!(own_address("?q=x"), "/?q=x");
    }

    #[test]
    fn only_a_path_of_this_site_is_a_redirect_target() {
        for path in ["/", "/cart", "/search?q=x&page=2#results", "/b%C3%BCcher"] {
            assert!(is_same_site(path), "{path}");
        }
        let elsewhere = [
            "",
            "cart",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
        ];
        for path in elsewhere
            .into_iter()
            .chain(["/\t/evil.example", "/a\r\nset-cookie: x=1", "/bücher", "/a\\b"])
        {
            assert!(!is_same_site(path), "{path:?}");
        }
    }
}
