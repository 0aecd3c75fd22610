//! Refuses calls that another site made a browser send.
//!
//! 1. `Sec-Fetch-Site` is set by the browser and not by scripts ([Fetch Metadata](https://www.w3.org/TR/fetch-metadata/)).
//!    `same-origin` and `none` (the address bar) are allowed. `same-site` and `cross-site` are decided by 2.
//! 2. `Origin` must be on the list of own origins: scheme, host and port. `null` is an origin nobody may be: opaque is
//!    not absent. An origin that does not parse is refused, and so is more than one.
//! 3. Where no list was given, and the browser sends no `Sec-Fetch-Site`, an `Origin` with the host and port that the request
//!    was sent to is our own. The scheme is not compared, since a request does not say it.
//! 4. Where both are absent no current browser is speaking. With a cookie it is refused, unless the request carries
//!    `actions-signature`, which no form and no cross-site script can send without being asked first. Without a
//!    cookie there is nobody to impersonate, so that `curl` works.
//! 5. It applies to queries as well: a cross-site read answers nobody but an attacker with a stopwatch.
//!
//! Browsers send `Sec-Fetch-Site` to secure addresses and to this machine only, so 3 is for a site that is served over plain
//! `http` to other machines, for programs, and for browsers from before 2023.
//!
//! Caveats of 3, which a list does not have: a page that somebody in between has put at `http://` may call the `https://` of
//! the same host, and a name that its owner points at this server (DNS rebinding) is taken for one of ours. It has none of
//! the cookies of another name, but reaches what is open to whoever comes from that network. A proxy that replaces `Host`
//! makes it refuse.
//!
//! ```
//! use http::{HeaderMap, HeaderValue, Uri};
//! use leptos_actions_server::guards::CrossSite;
//!
//! let page = Uri::from_static("/cart");
//! let guard = CrossSite::new(["https://shop.example"]).unwrap();
//! let mut headers = HeaderMap::new();
//! headers.insert("origin", HeaderValue::from_static("https://shop.example"));
//! assert!(guard.check(&page, &headers).is_ok());
//! headers.insert("origin", HeaderValue::from_static("null"));
//! assert!(guard.check(&page, &headers).is_err());
//!
//! let guard = CrossSite::default();
//! headers.insert("origin", HeaderValue::from_static("http://shop.local:3000"));
//! headers.insert("host", HeaderValue::from_static("shop.local:3000"));
//! assert!(guard.check(&page, &headers).is_ok());
//! headers.insert("host", HeaderValue::from_static("other.local:3000"));
//! assert!(guard.check(&page, &headers).is_err());
//! ```

use std::{error::Error, fmt};

use http::{HeaderMap, HeaderName, HeaderValue, Uri, header};

use crate::names;

/// The guard, with the origins that are ours; without any, those with the host of the request.
#[derive(Clone, Debug, Default)]
pub struct CrossSite {
    own: Vec<Origin>,
}

/// Why a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CrossSiteRefusal {
    /// `Origin` is another site's.
    Foreign,
    /// There is no list, and `Origin` is not the host that the request was sent to.
    OtherHost,
    /// `Origin` is `null`.
    Opaque,
    /// `Origin` or `Sec-Fetch-Site` cannot be understood.
    Malformed,
    /// The browser says that another site made it, and sent no `Origin`.
    CrossSite,
    /// A cookie, and nothing that says where it came from.
    Unproven,
}

/// An entry of the list that is no origin.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotAnOrigin(String);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Origin {
    scheme: String,
    host: String,
    port: u16,
}

impl CrossSite {
    /// A guard for a site with these origins, such as `https://shop.example`.
    ///
    /// # Errors
    /// [`NotAnOrigin`] for anything but scheme, host and port.
    pub fn new<I: IntoIterator<Item: AsRef<str>>>(own: I) -> Result<Self, NotAnOrigin> {
        let parse = |text: I::Item| Origin::parse(text.as_ref()).ok_or_else(|| NotAnOrigin(text.as_ref().to_owned()));
        Ok(Self {
            own: own.into_iter().map(parse).collect::<Result<_, _>>()?,
        })
    }

    /// Decides about a request by its target and its headers.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn check(&self, target: &Uri, headers: &HeaderMap) -> Result<(), CrossSiteRefusal> {
        let site = single(headers, &names::SEC_FETCH_SITE)?;
        let origin = single(headers, &header::ORIGIN)?;
        match (site, origin) {
            (Some("same-origin" | "none"), _) => Ok(()),
            (Some("same-site" | "cross-site"), None) => Err(CrossSiteRefusal::CrossSite),
            (None, Some(origin)) if self.own.is_empty() => check_host(origin, target, headers),
            (None | Some("same-site" | "cross-site"), Some(origin)) => self.check_origin(origin),
            (Some(_), _) => Err(CrossSiteRefusal::Malformed),
            (None, None) if !headers.contains_key(header::COOKIE) || headers.contains_key(&names::SIGNATURE) => Ok(()),
            (None, None) => Err(CrossSiteRefusal::Unproven),
        }
    }

    fn check_origin(&self, origin: &str) -> Result<(), CrossSiteRefusal> {
        if self.own.contains(&understood(origin)?) {
            Ok(())
        } else {
            Err(CrossSiteRefusal::Foreign)
        }
    }
}

fn understood(origin: &str) -> Result<Origin, CrossSiteRefusal> {
    if origin == "null" {
        return Err(CrossSiteRefusal::Opaque);
    }
    Origin::parse(origin).ok_or(CrossSiteRefusal::Malformed)
}

/// Whether a page of this origin was served by the host that the request was sent to.
fn check_host(origin: &str, target: &Uri, headers: &HeaderMap) -> Result<(), CrossSiteRefusal> {
    let origin = understood(origin)?;
    // HTTP/2 and a proxy's form of HTTP/1 name it in the target.
    let named = target.authority().map(http::uri::Authority::as_str);
    let host = match (named, single(headers, &header::HOST)?) {
        (Some(named), Some(host)) if named != host => return Err(CrossSiteRefusal::Malformed),
        (named, host) => named.or(host),
    };
    let own = host.and_then(|host| Origin::parse(&[&origin.scheme, "://", host].concat()));
    if own == Some(origin) {
        Ok(())
    } else {
        Err(CrossSiteRefusal::OtherHost)
    }
}

/// The one value of a header; two of them, or bytes that are no text, prove nothing.
fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, CrossSiteRefusal> {
    let mut values = headers.get_all(name).iter().map(HeaderValue::to_str);
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(Ok(value)), None) => Ok(Some(value)),
        _ => Err(CrossSiteRefusal::Malformed),
    }
}

impl Origin {
    fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        let default_port = match scheme.as_str() {
            "http" => 80,
            "https" => 443,
            _ => return None,
        };
        if rest.contains(['/', '?', '#', '@', '*']) {
            return None;
        }
        let uri: Uri = text.parse().ok()?;
        let authority = uri.authority()?;
        let host = authority.host().to_ascii_lowercase();
        // What follows the host is a port or nothing; the parser takes anything there, and calls it none.
        let port = match authority.as_str()[authority.host().len()..].strip_prefix(':') {
            Some(port) => port.parse().ok()?,
            None => default_port,
        };
        (!host.is_empty()).then_some(Self { scheme, host, port })
    }
}

impl CrossSiteRefusal {
    /// What to do about it, for the log.
    pub(crate) const fn advice(self) -> &'static str {
        match self {
            Self::Foreign => "the origin is not on the list; if it is yours, add it to `origins` under [actions]",
            Self::OtherHost => {
                "the origin is not the host that the request was sent to; if both are yours, list the origin in `origins` under [actions]"
            }
            Self::Opaque => "the origin is opaque (a sandboxed frame, a file, or `Referrer-Policy: no-referrer`)",
            Self::Malformed => "the request does not say clearly where it comes from",
            Self::CrossSite => "another site made the browser send it",
            Self::Unproven => "a cookie and no origin; a program may prove itself with an `actions-signature` header",
        }
    }
}

impl fmt::Display for CrossSiteRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.advice())
    }
}

impl Error for CrossSiteRefusal {}

impl fmt::Display for NotAnOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no origin: write scheme, host and port, such as `https://shop.example`",
            self.0
        )
    }
}

impl Error for NotAnOrigin {}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(headers: &[(&'static str, &'static str)]) -> Result<(), CrossSiteRefusal> {
        let guard = CrossSite::new(["https://Shop.example", "http://127.0.0.1:3000"]).unwrap();
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_static(value));
        }
        guard.check(&Uri::from_static("/cart"), &map)
    }

    /// Without a list.
    fn unlisted(target: &str, headers: &[(&'static str, &'static str)]) -> Result<(), CrossSiteRefusal> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_static(value));
        }
        CrossSite::default().check(&target.parse().unwrap(), &map)
    }

    // covers: GST-20
    #[test]
    fn without_a_list_the_host_of_the_request_is_our_own() {
        for (host, origin) in [
            ("127.0.0.1:3201", "http://127.0.0.1:3201"),
            ("shop.local:3000", "http://shop.local:3000"),
            ("Shop.Local", "HTTP://shop.local"),
            ("[::1]:3000", "http://[::1]:3000"),
            ("shop.example", "https://shop.example"),
            ("shop.example:443", "https://shop.example"),
            ("shop.example", "https://shop.example:443"),
            // A proxy in front speaks https, and nobody can see it.
            ("shop.example", "http://shop.example"),
        ] {
            assert_eq!(
                unlisted("/", &[("host", host), ("origin", origin)]),
                Ok(()),
                "{host} {origin}"
            );
        }
        let origin = ("origin", "https://shop.example");
        assert_eq!(unlisted("https://shop.example/cart", &[origin]), Ok(()));
        assert_eq!(
            unlisted("https://shop.example/cart", &[origin, ("host", "shop.example")]),
            Ok(())
        );
    }

    #[test]
    fn without_a_list_no_other_host_is() {
        use CrossSiteRefusal::{Foreign, Malformed, Opaque, OtherHost};
        for (host, origin, refusal) in [
            ("shop.local:3000", "http://evil.example:3000", OtherHost),
            ("shop.local:3000", "http://shop.local", OtherHost),
            ("shop.local:3000", "http://shop.local:3001", OtherHost),
            ("shop.local", "http://shop.local.evil.example", OtherHost),
            ("shop.local", "http://evil.example@shop.local", Malformed),
            ("shop.local/x", "http://shop.local", OtherHost),
            ("evil.example@shop.local", "http://shop.local", OtherHost),
            ("", "http://shop.local", OtherHost),
            ("shop.local", "null", Opaque),
            ("null", "null", Opaque),
        ] {
            assert_eq!(
                unlisted("/", &[("host", host), ("origin", origin)]),
                Err(refusal),
                "{host} {origin}"
            );
        }
        let origin = ("origin", "http://shop.local");
        assert_eq!(unlisted("/", &[origin]), Err(OtherHost));
        assert_eq!(
            unlisted("/", &[origin, ("x-forwarded-host", "shop.local")]),
            Err(OtherHost)
        );
        let twice = [origin, ("host", "shop.local"), ("host", "shop.local")];
        assert_eq!(unlisted("/", &twice), Err(Malformed));
        assert_eq!(
            unlisted("http://evil.example/", &[origin, ("host", "shop.local")]),
            Err(Malformed)
        );
        // Where the browser says that it is another site, it is: also the `http` beside our `https`.
        for site in ["cross-site", "same-site"] {
            let headers = [origin, ("host", "shop.local"), ("sec-fetch-site", site)];
            assert_eq!(unlisted("/", &headers), Err(Foreign));
        }
    }

    #[test]
    fn with_a_list_the_host_decides_nothing() {
        let headers = [("host", "other.example"), ("origin", "http://other.example")];
        assert_eq!(verdict(&headers), Err(CrossSiteRefusal::Foreign));
    }

    // covers: SEO-02 SEO-07
    #[test]
    fn our_own_pages_may_call() {
        assert_eq!(
            verdict(&[
                ("sec-fetch-site", "same-origin"),
                ("origin", "https://anything.example")
            ]),
            Ok(())
        );
        assert_eq!(verdict(&[("sec-fetch-site", "none")]), Ok(()));
        assert_eq!(verdict(&[("origin", "https://shop.example")]), Ok(()));
        assert_eq!(verdict(&[("origin", "HTTPS://SHOP.EXAMPLE:443")]), Ok(()));
        assert_eq!(verdict(&[("origin", "http://127.0.0.1:3000")]), Ok(()));
        assert_eq!(
            verdict(&[("sec-fetch-site", "cross-site"), ("origin", "https://shop.example")]),
            Ok(())
        );
    }

    // covers: SEO-01
    #[test]
    fn other_sites_may_not() {
        use CrossSiteRefusal::{CrossSite, Foreign, Opaque};
        assert_eq!(verdict(&[("origin", "https://evil.example")]), Err(Foreign));
        assert_eq!(
            verdict(&[("origin", "https://shop.example.evil.example")]),
            Err(Foreign)
        );
        assert_eq!(verdict(&[("origin", "http://shop.example")]), Err(Foreign));
        assert_eq!(verdict(&[("origin", "https://shop.example:8443")]), Err(Foreign));
        assert_eq!(verdict(&[("origin", "null")]), Err(Opaque));
        assert_eq!(verdict(&[("sec-fetch-site", "cross-site")]), Err(CrossSite));
        assert_eq!(verdict(&[("sec-fetch-site", "same-site")]), Err(CrossSite));
    }

    // covers: SEO-06
    #[test]
    fn what_is_malformed_is_not_absent() {
        for origin in [
            "",
            "shop.example",
            "https://",
            "https://shop.example/",
            "https://a@shop.example",
            "https://x:y",
        ] {
            assert_eq!(
                verdict(&[("origin", origin)]),
                Err(CrossSiteRefusal::Malformed),
                "{origin:?}"
            );
        }
        let twice = [("origin", "https://shop.example"), ("origin", "https://evil.example")];
        assert_eq!(verdict(&twice), Err(CrossSiteRefusal::Malformed));
        assert_eq!(
            verdict(&[("sec-fetch-site", "perhaps")]),
            Err(CrossSiteRefusal::Malformed)
        );
        assert!(CrossSite::new(["https://*.shop.example"]).is_err());
    }

    // covers: SEO-10
    #[test]
    fn a_program_without_a_cookie_or_with_proof_may_call() {
        assert_eq!(verdict(&[]), Ok(()));
        assert_eq!(verdict(&[("cookie", "session=1")]), Err(CrossSiteRefusal::Unproven));
        assert_eq!(verdict(&[("cookie", "session=1"), ("actions-signature", "0")]), Ok(()));
    }
}
