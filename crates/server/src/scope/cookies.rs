//! The cookies that a request brings.
//!
//! 1. Each is read by itself, from bytes: one that is not UTF-8 leaves the others as they are. Several `Cookie` headers, as
//!    HTTP/2 sends them, are one list.
//! 2. A name may come with several values: another path, another application on the host, or somebody who may set cookies
//!    for it has set one too. The browser sends the one of the longest path first.
//! 3. A cookie that cannot be read is not absent.
//! 4. A name is compared as it was sent. Decoding it, or trimming more than blanks, would turn a cookie that a script may set
//!    into one with the `__Host-` prefix, which no script of another host may.

use cookie::Cookie;
use http::{HeaderMap, header};
use leptos_actions_core::CallError;

use super::Scope;
use crate::page::kept;

/// The prefix of cookies that only this host can have set, for all of its paths, over https.
const HOST: &str = "__Host-";

/// A cookie that the request brings and whose value cannot be read: it is not UTF-8.
///
/// As the error of a call it is [`CallError::Malformed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnreadableCookie;

impl<E> From<UnreadableCookie> for CallError<E> {
    fn from(_: UnreadableCookie) -> Self {
        Self::Malformed
    }
}

impl Scope {
    /// A cookie by name: as this answer sets it, or else the first value that the request brought and that can be read.
    ///
    /// For what says who somebody is ask [`cookies`](Self::cookies): there may be several values, and one that cannot be
    /// read.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies(name).into_iter().find_map(Result::ok)
    }

    /// All values of a cookie: the one that this answer sets, or else those that the request brought, in their order. None
    /// when there is no such cookie; an error stands for a value that cannot be read.
    ///
    /// A browser sends several when another path or another application on the host has set one of the same name. Take the
    /// first that you know, and begin no session over one that cannot be read:
    ///
    /// ```
    /// # use leptos_actions_server::Scope;
    /// # use leptos_actions_core::{CallError, CallResult};
    /// # async fn find(token: &str) -> CallResult<Option<u32>> { Ok((token == "ada").then_some(7)) }
    /// async fn member(scope: &Scope) -> CallResult<u32> {
    ///     let cookies = scope.cookies(&scope.cookie_name("shop"));
    ///     for token in cookies.iter().flatten() {
    ///         if let Some(member) = find(token).await? {
    ///             return Ok(member);
    ///         }
    ///     }
    ///     for unreadable in cookies {
    ///         unreadable?;
    ///     }
    ///     Err(CallError::Unauthenticated)
    /// }
    /// ```
    #[must_use]
    pub fn cookies(&self, name: &str) -> Vec<Result<String, UnreadableCookie>> {
        let _ = self.forbid("a cookie");
        self.note_private();
        match self.shared.reply.cookie(name) {
            Some(set) => set.map(Ok).into_iter().collect(),
            None => self.sent_cookies(name),
        }
    }

    pub(crate) fn sent_cookies(&self, name: &str) -> Vec<Result<String, UnreadableCookie>> {
        let head = self.shared.head.as_ref();
        head.map(|head| sent(&head.headers, name)).unwrap_or_default()
    }

    /// The name of a cookie that is this application's alone: with the prefix `__Host-` over https, and as it is otherwise.
    ///
    /// With the prefix no other host of the domain, no other path and nobody on the way can have set it. Set it with
    /// [`Reply::set_cookie`](crate::Reply::set_cookie) and without a domain, whose defaults are what the prefix asks for.
    #[must_use]
    pub fn cookie_name(&self, name: &str) -> String {
        let prefix = if self.shared.reply.is_secure() { HOST } else { "" };
        [prefix, name].concat()
    }

    /// Whether a cookie is set so far that the request did not bring: renewing a session begins none.
    pub(crate) fn begins_session(&self) -> bool {
        let set = self.shared.reply.cookies();
        set.iter().any(|cookie| self.sent_cookies(cookie.name()).is_empty())
    }

    /// The names of the cookies that are set so far, that the request did not bring, and that would come with any request to
    /// this site from now on; joined by commas.
    pub(crate) fn began(&self) -> Option<String> {
        let set = self.shared.reply.cookies();
        let comes_back = |cookie: &&Cookie<'static>| {
            let is_removed = cookie.max_age().is_some_and(|age| age.is_zero());
            !is_removed && cookie.domain().is_none() && cookie.path().is_none_or(|path| path == "/")
        };
        let is_new = |cookie: &&Cookie<'static>| self.sent_cookies(cookie.name()).is_empty();
        let began = set.iter().filter(comes_back).filter(is_new).map(Cookie::name);
        let names: Vec<&str> = began.filter(|name| kept::is_plain(name)).collect();
        (!names.is_empty()).then(|| names.join(","))
    }

    /// Whether the request brings a cookie of each of these names.
    pub(crate) fn brings_all(&self, names: &str) -> bool {
        names.split(',').all(|name| !self.sent_cookies(name).is_empty())
    }

    /// Whether the request brought this cookie and nothing of it can be read.
    pub(crate) fn cannot_read(&self, cookie: &str) -> bool {
        let sent = self.sent_cookies(cookie);
        !sent.is_empty() && sent.iter().all(Result::is_err)
    }
}

/// All values of a name, in the order in which they were sent.
fn sent(headers: &HeaderMap, name: &str) -> Vec<Result<String, UnreadableCookie>> {
    let encoded = Cookie::new(name, "").encoded().to_string();
    let encoded = encoded.trim_end_matches('=');
    let values = headers.get_all(header::COOKIE).iter();
    values
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b';'))
        .filter_map(pair)
        .filter(|(other, _)| *other == name.as_bytes() || *other == encoded.as_bytes())
        .map(|(_, value)| read(value))
        .collect()
}

fn pair(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let sign = text.iter().position(|byte| *byte == b'=')?;
    Some((trimmed(&text[..sign]), trimmed(&text[sign + 1..])))
}

fn trimmed(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = text {
        text = rest;
    }
    text
}

/// A value as [`Reply::set_cookie`](crate::Reply::set_cookie) writes it, percent-encoded.
fn read(value: &[u8]) -> Result<String, UnreadableCookie> {
    let text = str::from_utf8(value).map_err(|_| UnreadableCookie)?;
    let cookie = Cookie::parse_encoded(["value=", text].concat()).map_err(|_| UnreadableCookie)?;
    Ok(cookie.value().to_owned())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn values(cookies: &[&[u8]], name: &str) -> Vec<Result<String, UnreadableCookie>> {
        let mut headers = HeaderMap::new();
        for value in cookies {
            headers.append(header::COOKIE, HeaderValue::from_bytes(value).unwrap());
        }
        sent(&headers, name)
    }

    fn readable(text: &str) -> Result<String, UnreadableCookie> {
        Ok(text.to_owned())
    }

    #[test]
    fn one_that_cannot_be_read_leaves_the_others_as_they_are() {
        let ada = [readable("ada")];
        assert_eq!(values(&["city=Zürich; session=ada".as_bytes()], "session"), ada);
        for other in [
            &b"city=Z\xfcrich"[..],
            b"city=%FF",
            b"\xff=\xfe",
            b"=",
            b"city",
            b"\xc3",
        ] {
            for cookies in [
                &[&[other, b"; session=ada"].concat()[..]][..],
                &[&[b"session=ada;", other].concat()],
                &[other, b"session=ada"],
                &[b"session=ada", other],
            ] {
                assert_eq!(values(cookies, "session"), ada, "{cookies:?}");
            }
        }
    }

    #[test]
    fn one_that_cannot_be_read_is_not_absent() {
        for value in [
            &b"session=\xfc"[..],
            b"session=%FF",
            b"session=a%C3",
            b"session=\xed\xa0\x80",
        ] {
            assert_eq!(values(&[value], "session"), [Err(UnreadableCookie)], "{value:?}");
        }
        assert_eq!(
            values(&[b"session=ada; session=\xfc"], "session"),
            [readable("ada"), Err(UnreadableCookie)]
        );
        assert_eq!(values(&["session=Zürich".as_bytes()], "session"), [readable("Zürich")]);
        assert_eq!(values(&[b"session="], "session"), [readable("")]);
        assert_eq!(values(&[b"other=ada"], "session"), []);
    }

    #[test]
    fn all_values_of_a_name_are_there_in_their_order() {
        let cookies: &[&[u8]] = &[b"session=1; a=2;session=3", b"session=4"];
        assert_eq!(
            values(cookies, "session"),
            [readable("1"), readable("3"), readable("4")]
        );
    }

    #[test]
    fn a_name_is_compared_as_it_was_sent() {
        for disguised in [
            "\u{2000}__Host-s=1",
            "%5F_Host-s=1",
            "__host-s=1",
            "\u{a0}__Host-s=1",
            "\u{85}__Host-s=1",
            "=__Host-s=1",
        ] {
            assert_eq!(values(&[disguised.as_bytes()], "__Host-s"), [], "{disguised:?}");
        }
        assert_eq!(values(&[b"\t __Host-s \t=  1 "], "__Host-s"), [readable("1")]);
    }
}
