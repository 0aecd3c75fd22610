//! What the address of a page says.

use leptos::prelude::*;
use leptos_router::hooks::use_url;

/// A text as a value in an address's query.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(byte.into()),
            _ => {
                encoded.push('%');
                encoded.extend([byte >> 4, byte & 15].map(|digit| char::from(b"0123456789ABCDEF"[usize::from(digit)])));
            }
        }
    }
    encoded
}

/// The first value of this name in the query of the page's address, decoded once: the router's own map of it is decoded
/// twice. An empty one is none, as it is to a call. On a page that is left it stays what it was.
pub fn use_param(name: &'static str) -> Memo<Option<String>> {
    let url = use_url();
    Memo::new(move |_| param(url.read().search(), name).filter(|value| !value.is_empty()))
}

/// The same of the query's text.
fn param(query: &str, name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let (_, value) = pairs.find(|(other, _)| other == name)?;
    Some(value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::{encode, param};

    #[test]
    fn any_text_fits_into_an_address() {
        assert_eq!(encode("Gothic & Horror"), "Gothic%20%26%20Horror");
        assert_eq!(encode("Children's ž"), "Children%27s%20%C5%BE");
    }

    #[test]
    fn what_was_written_is_read_as_it_was() {
        for text in ["", "%65mma", "a%20b", "100% c++ & more", "%zz", "%E9", "ž\u{1F4DA}\0"] {
            let query = format!("page=2&q={}&q=another", encode(text));
            assert_eq!(param(&query, "q").as_deref(), Some(text), "{text:?}");
        }
        assert_eq!(param("x=1&q=%2fcart+b", "q").as_deref(), Some("/cart b"));
        for none in ["", "aq=1", "p=q"] {
            assert_eq!(param(none, "q"), None, "{none}");
        }
    }
}
