//! Whether a browser keeps the cookies that an answer began a session with.
//!
//! 1. An action that sets a cookie which its request did not bring has succeeded only if that comes back. Otherwise nobody
//!    would ever find what was done.
//! 2. To our own client the answer names the cookies. It asks at [`KEPT_PATH`](leptos_actions_core::wire::KEPT_PATH) before it
//!    delivers the answer, and delivers [`CallError::NoCookies`] instead if they are not there.
//! 3. A form without scripts is led on to its page with their names in the address. If they come along the browser is led to
//!    the plain address; if not the page says so.
//! 4. Cookies of a domain or a path of their own, and those that are removed, are not asked for.

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header, request::Parts};
use leptos_actions_core::{
    CallError,
    wire::{CBOR, FormOutcome, KEPT_PARAM, WireError},
};

use super::{ActionsService, no_store};
use crate::{names, scope::Scope};

impl ActionsService {
    /// Answers a browser that asks whether it keeps cookies.
    pub(super) fn kept(&self, head: Parts) -> Response {
        if head.method != Method::GET {
            return StatusCode::METHOD_NOT_ALLOWED.into_response();
        }
        if self.pipeline.cross_site.check(&head.uri, &head.headers).is_err() {
            return StatusCode::FORBIDDEN.into_response();
        }
        let (names, _) = of(&head.uri);
        let scope = self.pipeline.scope(head);
        let has_all = names.is_some_and(|names| scope.brings_all(&names));
        let status = if has_all {
            StatusCode::NO_CONTENT
        } else {
            StatusCode::GONE
        };
        let mut response = (status, [(header::CONTENT_TYPE, CBOR)]).into_response();
        no_store(&mut response);
        response
    }
}

/// What is done with a page whose address names cookies.
pub(super) enum Kept {
    /// The address names none.
    NotAsked,
    /// They came along: the page is at the plain address.
    All(Response),
    /// They did not.
    None(Box<FormOutcome>),
}

/// Looks whether the cookies came along that the address names, which it is without from then on.
pub(super) fn look(head: &mut Parts, scope: impl FnOnce(Parts) -> Scope) -> Kept {
    let (names, plain) = of(&head.uri);
    let Some(names) = names.filter(|_| head.method == Method::GET) else {
        return Kept::NotAsked;
    };
    head.uri = plain;
    if !scope(head.clone()).brings_all(&names) {
        let error: CallError = CallError::NoCookies;
        let outcome = FormOutcome::failed("", Vec::new(), WireError::from(&error));
        return Kept::None(Box::new(outcome.orphaned(error.message().into_owned())));
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
    if let Ok(target) = HeaderValue::try_from(leptos_actions_core::wire::own_address(target)) {
        response.headers_mut().insert(header::LOCATION, target);
    }
    no_store(&mut response);
    Kept::All(response)
}

/// The address to which a form is led on whose action began a session.
pub(super) fn asking(target: String, began: Option<&str>) -> String {
    let Some(began) = began else { return target };
    let (address, fragment) = target
        .split_once('#')
        .map_or((&*target, None), |(address, rest)| (address, Some(rest)));
    let sign = if address.contains('?') { "&" } else { "?" };
    let fragment = fragment.map(|rest| ["#", rest].concat()).unwrap_or_default();
    [address, sign, KEPT_PARAM, "=", began, &fragment].concat()
}

/// Whether it is a browser that goes to another page: only there is somebody to be led on.
pub(super) fn is_navigation(headers: &HeaderMap) -> bool {
    let is = |name: &HeaderName, text: &str| headers.get(name).is_some_and(|value| value == text);
    is(&names::SEC_FETCH_MODE, "navigate") || is(&header::UPGRADE_INSECURE_REQUESTS, "1")
}

/// Whether a cookie's name stands in an address as it is.
pub(crate) fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

/// The cookies that an address names, and the address without them.
pub(super) fn of(uri: &Uri) -> (Option<String>, Uri) {
    let query = uri.query().unwrap_or_default();
    let value = |pair: &str| Some(pair.strip_prefix(KEPT_PARAM)?.strip_prefix('=')?.to_owned());
    let names = query.split('&').find_map(value);
    let Some(names) = names.filter(|names| names.split(',').all(is_plain)) else {
        return (None, uri.clone());
    };
    let kept: Vec<&str> = query.split('&').filter(|pair| value(pair).is_none()).collect();
    let plain = if kept.is_empty() {
        uri.path().to_owned()
    } else {
        [uri.path(), "?", &kept.join("&")].concat()
    };
    (Some(names), plain.parse().unwrap_or_else(|_| uri.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_cookies_and_keeps_what_it_says_itself() {
        assert_eq!(asking("/cart".into(), None), "/cart");
        let asked = asking("/cart?a=1#end".into(), Some("shop,__Host-x"));
        assert_eq!(asked, "/cart?a=1&_kept=shop,__Host-x#end");
        let (names, plain) = of(&Uri::from_static("/cart?a=1&_kept=shop,__Host-x"));
        assert_eq!(
            (names.as_deref(), plain.to_string()),
            (Some("shop,__Host-x"), "/cart?a=1".into())
        );
        let (names, plain) = of(&asking("/".into(), Some("shop")).parse().unwrap());
        assert_eq!((names.as_deref(), plain.to_string()), (Some("shop"), "/".into()));
        for other in [
            "/cart?_kept",
            "/cart?_kept=",
            "/cart?_kept=a,",
            "/cart?_kept=%3Cb%3E",
            "/cart?_keptx=a",
        ] {
            assert_eq!(of(&other.parse().unwrap()).0, None, "{other}");
        }
    }
}
