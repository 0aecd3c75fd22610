//! Refuses calls that another site made a browser send.
//!
//! 1. `Sec-Fetch-Site` is set by the browser and not by scripts ([Fetch Metadata](https://www.w3.org/TR/fetch-metadata/)).
//!    `same-origin` and `none` (the address bar) are allowed. `same-site` and `cross-site` are decided by 2.
//! 2. `Origin` must be on the list of own origins: scheme, host and port. `null` is an origin nobody may be: opaque is
//!    not absent. An origin that does not parse is refused, and so is more than one.
//! 3. Where both are absent no current browser is speaking. With a cookie it is refused, unless the request carries
//!    `actions-signature`, which no form and no cross-site script can send without being asked first. Without a
//!    cookie there is nobody to impersonate, so that `curl` works.
//! 4. It applies to queries as well: a cross-site read answers nobody but an attacker with a stopwatch.
//!
//! Caveats: browsers send `Sec-Fetch-Site` to secure addresses and to this machine only. A site served over plain
//! `http` to other machines needs its origin in `[actions] origins`.
//!
//! ```
//! use http::{HeaderMap, HeaderValue};
//! use leptos_actions_server::guards::CrossSite;
//!
//! let guard = CrossSite::new(["https://shop.example"]).unwrap();
//! let mut headers = HeaderMap::new();
//! headers.insert("origin", HeaderValue::from_static("https://shop.example"));
//! assert!(guard.check(&headers).is_ok());
//! headers.insert("origin", HeaderValue::from_static("null"));
//! assert!(guard.check(&headers).is_err());
//! ```

use std::{error::Error, fmt};

use http::{HeaderMap, HeaderValue, Uri, header};
use leptos_actions_core::wire::SIGNATURE_HEADER;

/// The guard, with the origins that are ours.
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

    /// Decides about a request by its headers.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn check(&self, headers: &HeaderMap) -> Result<(), CrossSiteRefusal> {
        let site = single(headers, "sec-fetch-site")?;
        let origin = single(headers, header::ORIGIN.as_str())?;
        match (site, origin) {
            (Some("same-origin" | "none"), _) => Ok(()),
            (Some("same-site" | "cross-site"), None) => Err(CrossSiteRefusal::CrossSite),
            (None | Some("same-site" | "cross-site"), Some(origin)) => self.check_origin(origin),
            (Some(_), _) => Err(CrossSiteRefusal::Malformed),
            (None, None) if !headers.contains_key(header::COOKIE) || headers.contains_key(SIGNATURE_HEADER) => Ok(()),
            (None, None) => Err(CrossSiteRefusal::Unproven),
        }
    }

    fn check_origin(&self, origin: &str) -> Result<(), CrossSiteRefusal> {
        if origin == "null" {
            return Err(CrossSiteRefusal::Opaque);
        }
        let origin = Origin::parse(origin).ok_or(CrossSiteRefusal::Malformed)?;
        if self.own.contains(&origin) {
            Ok(())
        } else {
            Err(CrossSiteRefusal::Foreign)
        }
    }
}

/// The one value of a header; two of them, or bytes that are no text, prove nothing.
fn single<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, CrossSiteRefusal> {
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
        guard.check(&map)
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
