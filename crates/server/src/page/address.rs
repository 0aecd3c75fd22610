//! The `_call` parameter in a page's address.

use http::Uri;
use leptos_actions_core::{FormValues, wire::CALL_PARAM};

/// The call that a form posts to.
pub(super) fn call_name(uri: &Uri) -> Option<String> {
    let query = uri.query().filter(|query| query.contains(CALL_PARAM))?;
    FormValues::parse(query.as_bytes())
        .ok()?
        .get(CALL_PARAM)
        .map(str::to_owned)
}

/// The page's own address. The rest of its query stays as it was written.
pub(super) fn without_call(uri: &Uri) -> Uri {
    if call_name(uri).is_none() {
        return uri.clone();
    }
    let named = |pair: &&str| pair.split('=').next() == Some(CALL_PARAM);
    let kept: Vec<&str> = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !named(pair))
        .collect();
    let text = if kept.is_empty() {
        uri.path().to_owned()
    } else {
        format!("{}?{}", uri.path(), kept.join("&"))
    };
    text.parse().unwrap_or_else(|_| uri.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripped(uri: &str) -> String {
        without_call(&uri.parse().unwrap()).to_string()
    }

    #[test]
    fn the_page_keeps_its_own_query() {
        assert_eq!(stripped("/search?q=x&page=2&_call=save"), "/search?q=x&page=2");
        assert_eq!(stripped("/search?_call=save&q=%26_call%3Dx"), "/search?q=%26_call%3Dx");
        assert_eq!(stripped("/cart?_call=save"), "/cart");
        assert_eq!(stripped("/cart?call=save"), "/cart?call=save");
    }

    #[test]
    fn a_call_is_named_once_or_not_at_all() {
        assert_eq!(call_name(&"/cart?_call=save".parse().unwrap()).as_deref(), Some("save"));
        assert_eq!(call_name(&"/cart?_call=a&_call=b".parse().unwrap()), None);
        assert_eq!(call_name(&"/cart?x=_call".parse().unwrap()), None);
    }
}
