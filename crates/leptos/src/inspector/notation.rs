//! Our codec's bytes for people: JSON where the value has one, and else the diagnostic notation of RFC 8949, section 8.

/// What is written in `bytes`; a question mark stands where they cannot be read.
pub(super) fn notation(bytes: &[u8]) -> String {
    let mut written = String::new();
    let mut reader = Reader { bytes };
    if reader.item(&mut written, 0).is_none() {
        written.push('?');
    }
    written
}

/// Values within values are shown so deep.
const DEPTH: u32 = 32;

struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    /// The number that belongs to a head, and for floats how wide it is.
    fn argument(&mut self, info: u8) -> Option<(u64, usize)> {
        let width = match info {
            ..24 => return Some((info.into(), 0)),
            24..28 => 1_usize << (info - 24),
            _ => return None,
        };
        let bytes = self.take(width)?;
        Some((
            bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)),
            width,
        ))
    }

    fn item(&mut self, to: &mut String, depth: u32) -> Option<()> {
        let head = *self.take(1)?.first()?;
        let (major, info) = (head >> 5, head & 31);
        let (number, width) = self.argument(info)?;
        let count = usize::try_from(number).ok()?;
        match major {
            0 => to.push_str(&number.to_string()),
            1 => to.push_str(&(-1 - i128::from(number)).to_string()),
            2 => {
                to.push_str("h'");
                self.take(count)?
                    .iter()
                    .for_each(|byte| to.push_str(&format!("{byte:02x}")));
                to.push('\'');
            }
            3 => quote(std::str::from_utf8(self.take(count)?).ok()?, to),
            4 | 5 if depth == DEPTH => return None,
            4 => self.all(count, ['[', ']'], to, |reader, to| reader.item(to, depth + 1))?,
            5 => self.all(count, ['{', '}'], to, |reader, to| {
                reader.item(to, depth + 1)?;
                to.push_str(": ");
                reader.item(to, depth + 1)
            })?,
            6 => {
                to.push_str(&format!("{number}("));
                self.item(to, depth + 1)?;
                to.push(')');
            }
            _ => simple(number, width, to)?,
        }
        Some(())
    }

    fn all(
        &mut self,
        count: usize,
        [open, close]: [char; 2],
        to: &mut String,
        mut one: impl FnMut(&mut Self, &mut String) -> Option<()>,
    ) -> Option<()> {
        to.push(open);
        for index in 0..count {
            if index > 0 {
                to.push_str(", ");
            }
            one(self, to)?;
        }
        to.push(close);
        Some(())
    }
}

fn simple(number: u64, width: usize, to: &mut String) -> Option<()> {
    match (width, number) {
        (0, 20) => to.push_str("false"),
        (0, 21) => to.push_str("true"),
        (0, 22 | 23) => to.push_str("null"),
        (4, _) => to.push_str(&f32::from_bits(u32::try_from(number).ok()?).to_string()),
        (8, _) => to.push_str(&f64::from_bits(number).to_string()),
        _ => return None,
    }
    Some(())
}

fn quote(text: &str, to: &mut String) {
    to.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => to.extend(['\\', char]),
            '\n' => to.push_str("\\n"),
            char if char.is_control() => to.push_str(&format!("\\u{:04x}", u32::from(char))),
            char => to.push(char),
        }
    }
    to.push('"');
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use leptos_actions_core::codec::to_vec;
    use serde::Serialize;

    use super::notation;

    #[derive(Serialize)]
    struct Line {
        title: &'static str,
        copies: Option<u32>,
        price: f64,
        tags: Vec<&'static str>,
    }

    #[test]
    fn what_json_can_say_is_json() {
        let line = Line {
            title: "Emma \"the\"\nbook",
            copies: Some(300),
            price: -1.5,
            tags: vec!["a", "naïve"],
        };
        let written = notation(&to_vec(&line).unwrap());
        let read: serde_json::Value = serde_json::from_str(&written).unwrap();
        assert_eq!(read, serde_json::to_value(&line).unwrap());
        assert_eq!(notation(&to_vec(&(true, (), -7_i64)).unwrap()), "[true, null, -7]");
    }

    #[test]
    fn what_json_cannot_say_is_written_as_the_standard_does() {
        assert_eq!(notation(&[0x42, 1, 0xab]), "h'01ab'");
        assert_eq!(
            notation(&to_vec(&BTreeMap::from([(7, "seven")])).unwrap()),
            "{7: \"seven\"}"
        );
    }

    #[test]
    fn what_cannot_be_read_says_so_and_ends() {
        for bytes in [
            &[][..],
            &[0x62, b'a'],
            &[0x9b, 255, 255, 255, 255, 255, 255, 255, 255],
            &[0x81; 100],
        ] {
            assert!(notation(bytes).ends_with('?'));
        }
    }
}
