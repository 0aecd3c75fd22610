//! Whether what a form holds is text.

/// Whether the names and values of a url-encoded form are UTF-8. Its separators are ASCII, so what is true of the whole is
/// true of each.
pub(crate) fn is_utf8(form: &[u8]) -> bool {
    if !form.contains(&b'%') {
        return std::str::from_utf8(form).is_ok();
    }
    let mut decoded = Vec::with_capacity(form.len());
    let mut rest = form;
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = after.get(..2).and_then(digits).filter(|_| byte == b'%');
        decoded.push(escaped.unwrap_or(byte));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    std::str::from_utf8(&decoded).is_ok()
}

fn digits(digits: &[u8]) -> Option<u8> {
    let digit = |digit: u8| char::from(digit).to_digit(16);
    let value = digits
        .iter()
        .try_fold(0, |value, byte| Some(value * 16 + digit(*byte)?))?;
    u8::try_from(value).ok()
}

/// Whether a content type names a charset that is not UTF-8 or a part of it.
pub(crate) fn is_foreign_charset(content_type: &str) -> bool {
    let params = content_type.split(';').skip(1);
    let mut charsets = params.filter_map(|param| {
        let (name, value) = param.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| value.trim().trim_matches('"'))
    });
    charsets.any(|charset| {
        !["utf-8", "utf8", "us-ascii"]
            .iter()
            .any(|ours| charset.eq_ignore_ascii_case(ours))
    })
}

#[cfg(test)]
mod tests {
    use super::{is_foreign_charset, is_utf8};

    #[test]
    fn what_is_not_text_is_found_wherever_it_stands() {
        for form in [
            "",
            "a=b&c",
            "a=%C5%BElu%c5%a5+k\u{16f}\u{148}",
            "a=%EF%BF%BD",
            "a=%",
            "a=%zz&b=%4",
            "a=%00%0D",
            "%F0%9F%90%88=%2525",
        ] {
            assert!(is_utf8(form.as_bytes()), "{form}");
        }
        for form in [
            "a=%FF",
            "a=%C3&b=%A9",
            "%E9=x",
            "a=%ED%A0%80",
            "a=%C0%80",
            "a=%F4%90%80%80",
            "a=x%C3",
        ] {
            assert!(!is_utf8(form.as_bytes()), "{form}");
        }
        assert!(!is_utf8(b"a=\xff") && !is_utf8(b"a=%41\xc3"));
        // Two halves of a letter, each written in its own way, are a letter.
        assert!(is_utf8(b"a=\xc3%A9"));
    }

    #[test]
    fn only_utf_8_is_our_charset() {
        for ours in [
            "text/x",
            "x; charset=UTF-8",
            "x;charset=\"utf-8\"",
            "x; a=b; Charset = us-ascii",
            "x; charset=utf8",
        ] {
            assert!(!is_foreign_charset(ours), "{ours}");
        }
        for other in [
            "x; charset=iso-8859-1",
            "x; charset=",
            "x;charset=utf-16; charset=utf-8",
            "x; CHARSET=\"windows-1252\"",
        ] {
            assert!(is_foreign_charset(other), "{other}");
        }
    }
}
