//! A browser's cookies, as far as tests of one site need them: without paths, domains and times to come.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderValue, header};
use leptos_actions_server::cookie::Cookie;

#[derive(Debug, Default)]
pub(super) struct Jar(BTreeMap<String, String>);

impl Jar {
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned()
    }

    /// The `Cookie` header.
    pub(super) fn header(&self) -> Option<HeaderValue> {
        let pairs: Vec<String> = self
            .0
            .iter()
            .map(|(name, value)| Cookie::new(name, value).encoded().to_string())
            .collect();
        HeaderValue::try_from(pairs.join("; "))
            .ok()
            .filter(|value| !value.is_empty())
    }

    /// Does what the answer's `Set-Cookie` headers say.
    pub(super) fn keep(&mut self, headers: &HeaderMap) {
        for cookie in set_cookies(headers) {
            let (name, value) = (cookie.name().to_owned(), cookie.value().to_owned());
            if cookie.max_age().is_some_and(|age| age.is_zero()) {
                self.0.remove(&name);
            } else {
                self.0.insert(name, value);
            }
        }
    }
}

/// The cookies that an answer sets.
pub(super) fn set_cookies(headers: &HeaderMap) -> impl Iterator<Item = Cookie<'static>> {
    let texts = headers
        .get_all(header::SET_COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    texts.filter_map(|text| Cookie::parse_encoded(text.to_owned()).ok())
}
