//! Sizes and times as people write them.

use std::{fmt, time::Duration};

use serde::{
    Deserializer,
    de::{self, Visitor},
};

const SIZES: [(&str, u64); 6] = [
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("B", 1),
];
const TIMES: [(&str, u64); 4] = [("ms", 1), ("min", 60_000), ("s", 1_000), ("h", 3_600_000)];

/// A size in bytes, above zero: `"64 KiB"`, or a plain number of bytes.
pub(super) fn size<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    deserializer.deserialize_any(Unit {
        units: &SIZES,
        expected: "a size above zero, such as \"64 KiB\" or \"1 MB\"",
    })
}

/// A time above zero: `"10s"`.
pub(super) fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let expected = "a time above zero, such as \"10s\" or \"500ms\"";
    deserializer
        .deserialize_any(Unit {
            units: &TIMES,
            expected,
        })
        .map(Duration::from_millis)
}

struct Unit {
    units: &'static [(&'static str, u64)],
    expected: &'static str,
}

impl Visitor<'_> for Unit {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<u64, E> {
        let bare = self.units.last().is_some_and(|(unit, _)| *unit == "B");
        let value = u64::try_from(value).ok().filter(|value| *value > 0 && bare);
        value.ok_or_else(|| E::custom(format_args!("expected {}", self.expected)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<u64, E> {
        let parse = |(unit, factor): &(&str, u64)| {
            let number: u64 = text.strip_suffix(unit)?.trim_end().parse().ok()?;
            number.checked_mul(*factor)
        };
        let value = self.units.iter().find_map(parse).filter(|value| *value > 0);
        value.ok_or_else(|| E::custom(format_args!("expected {}, found {text:?}", self.expected)))
    }
}
