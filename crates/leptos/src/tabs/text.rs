//! Tags as strings, for other tabs and for scripts of the page: `query get_cart`, `name books`, `path /cart`, and
//! `call get_book 81a4...` with the arguments as the codec writes them, in hexadecimal.

use leptos_actions_core::Tag;
use serde_bytes::ByteBuf;

/// Returns the text of a tag; none of one that this build does not know.
pub(super) fn of(tag: &Tag) -> Option<String> {
    Some(match tag {
        Tag::Query(name) => ["query ", name].concat(),
        Tag::Name(name) => ["name ", name].concat(),
        Tag::Path(path) => ["path ", path].concat(),
        Tag::Instance(name, arguments) => ["call ", name, " ", &hex(arguments)].concat(),
        _ => return None,
    })
}

/// Reads the text of a tag; none if it is not one.
pub(super) fn read(text: &str) -> Option<Tag> {
    let (kind, rest) = text.split_once(' ')?;
    let name = || rest.to_owned().into();
    Some(match kind {
        "query" => Tag::Query(name()),
        "name" => Tag::Name(name()),
        "path" => Tag::Path(name()),
        "call" => {
            let (name, arguments) = rest.split_once(' ')?;
            Tag::Instance(name.to_owned().into(), unhex(arguments)?)
        }
        _ => return None,
    })
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

fn unhex(text: &str) -> Option<ByteBuf> {
    let digits = text.chars().map(|digit| digit.to_digit(16).map(|digit| digit as u8));
    let digits = digits.collect::<Option<Vec<u8>>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| high << 4 | low).collect::<Vec<_>>();
    rest.is_empty().then(|| ByteBuf::from(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_as_it_was_written() {
        for tag in [
            Tag::Query("get_cart".into()),
            Tag::name("books of Zürich"),
            Tag::path("/books/emma"),
            Tag::encoded("get_book", vec![0x81, 0, 0xff]),
            Tag::encoded("get_cart", Vec::new()),
        ] {
            assert_eq!(of(&tag).and_then(|text| read(&text)), Some(tag));
        }
        assert_eq!(
            of(&Tag::encoded("get_book", vec![0x81, 0xa4])).unwrap(),
            "call get_book 81a4"
        );
    }

    #[test]
    fn what_is_no_tag_is_not_read() {
        for text in [
            "",
            "query",
            "cart get_cart",
            "call get_book",
            "call get_book 8",
            "call get_book zz",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
