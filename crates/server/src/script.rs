//! The script that pages load to serve their forms.

use std::io::Write;

use axum::response::{IntoResponse, Response};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use http::{HeaderMap, Method, StatusCode, header};
use leptos_actions_core::wire::SCRIPT_PREFIX;
use sha2::{Digest, Sha256};

/// A script that is the same for everybody. Its address holds a digest of its content, so that browsers keep it.
pub struct Script {
    path: String,
    plain: Bytes,
    /// Empty where it could not be made.
    gzip: Bytes,
}

impl Script {
    /// From its text, which is compressed here once.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let digest = URL_SAFE_NO_PAD.encode(&Sha256::digest(text)[..12]);
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        let gzip = gzip.write_all(text.as_bytes()).and_then(|()| gzip.finish());
        Self {
            path: [SCRIPT_PREFIX, &digest, ".js"].concat(),
            plain: Bytes::copy_from_slice(text.as_bytes()),
            gzip: gzip.unwrap_or_default().into(),
        }
    }

    /// Where it is served.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    fn answer(&self, asked: &HeaderMap) -> Response {
        let headers = [
            (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
            (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::VARY, "accept-encoding"),
        ];
        if takes_gzip(asked) && !self.gzip.is_empty() {
            let encoding = [(header::CONTENT_ENCODING, "gzip")];
            return (headers, encoding, self.gzip.clone()).into_response();
        }
        (headers, self.plain.clone()).into_response()
    }
}

/// Answers a request for a script of this kind. One of another build is not there, and may be there again later.
pub(crate) fn serve(script: Option<&Script>, method: &Method, path: &str, asked: &HeaderMap) -> Response {
    match script.filter(|script| script.path == path) {
        _ if !matches!(*method, Method::GET | Method::HEAD) => {
            (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response()
        }
        Some(script) => script.answer(asked),
        None => (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, "no-store")]).into_response(),
    }
}

/// Whether `Accept-Encoding` names gzip, and not as what is refused (`q=0`).
fn takes_gzip(asked: &HeaderMap) -> bool {
    let accepted = asked.get_all(header::ACCEPT_ENCODING).into_iter();
    accepted
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
            let weight = weight.trim().strip_prefix("q=").map_or(Ok(1.0), str::parse::<f32>);
            name.trim().eq_ignore_ascii_case("gzip") && weight.is_ok_and(|weight| weight > 0.0)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_sent_to_whoever_takes_it() {
        for (accepted, takes) in [
            ("gzip", true),
            ("gzip, deflate, br, zstd", true),
            ("br;q=1.0, GZIP;q=0.5", true),
            ("br, gzip;q=0", false),
            ("gzip; q=0.0", false),
            ("gzip;q=x", false),
            ("identity", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, accepted.parse().unwrap())]);
            assert_eq!(takes_gzip(&headers), takes, "{accepted}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }

    #[test]
    fn another_content_has_another_address() {
        let (one, other) = (Script::new("let one;"), Script::new("let other;"));
        assert_ne!(one.path(), other.path());
        assert_eq!(one.path(), Script::new("let one;").path());
    }
}
