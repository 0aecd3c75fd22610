//! Names of headers that are looked up for each request. A name that is given as text is parsed each time.

use http::HeaderName;
use leptos_actions_core::wire;

pub(crate) static KEY: HeaderName = HeaderName::from_static(wire::KEY_HEADER);
pub(crate) static SCREEN: HeaderName = HeaderName::from_static(wire::SCREEN_HEADER);
pub(crate) static SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
pub(crate) static SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
pub(crate) static SIGNATURE: HeaderName = HeaderName::from_static(wire::SIGNATURE_HEADER);
pub(crate) static X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
