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

/// The prefix of cookies that only this host can have set, for all of its paths, over https.
pub(super) const HOST: &str = "__Host-";

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

/// All values of a name, in the order in which they were sent.
pub(super) fn sent(headers: &HeaderMap, name: &str) -> Vec<Result<String, UnreadableCookie>> {
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
