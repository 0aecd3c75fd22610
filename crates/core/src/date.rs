//! [`Date`], a day of the calendar as `<input type="date">` sends it.

use std::{fmt, str::FromStr};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, Visitor},
};

/// By this name a probe and a form know a date.
pub(crate) const NAME: &str = "leptos_actions::Date";

/// A day of the Gregorian calendar, from the year 1 to 9999. It is written and sent as `2025-11-21`.
///
/// It is a type and no rule on a text, so that a body never sees one that does not exist, and so that `range` works on it.
/// It knows no arithmetic; turn it into your date library's with [`year`](Self::year), [`month`](Self::month) and
/// [`day`](Self::day).
///
/// ```
/// use leptos_actions_core::Date;
///
/// let date: Date = "2024-02-29".parse().unwrap();
/// assert_eq!((date.year(), date.month(), date.day()), (2024, 2, 29));
/// assert!("2023-02-29".parse::<Date>().is_err());
/// assert!(date < Date::new(2024, 3, 1).unwrap());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// A text that is no day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotADate;

impl fmt::Display for NotADate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date such as 2025-11-21")
    }
}

impl std::error::Error for NotADate {}

impl Date {
    /// A day; `None` if there is none such.
    #[must_use]
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if is_leap => 29,
            2 => 28,
            _ => 0,
        };
        let exists = 1 <= year && year <= 9999 && 1 <= day && day <= days;
        if exists { Some(Self { year, month, day }) } else { None }
    }

    /// 1 to 9999.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// 1 to 31.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }
}

impl FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let &[a, b, c, d, b'-', e, f, b'-', g, h] = text.as_bytes() else {
            return Err(NotADate);
        };
        if ![a, b, c, d, e, f, g, h].iter().all(u8::is_ascii_digit) {
            return Err(NotADate);
        }
        let two = |tens: u8, ones: u8| (tens - b'0') * 10 + (ones - b'0');
        let year = u16::from(two(a, b)) * 100 + u16::from(two(c, d));
        Self::new(year, two(e, f), two(g, h)).ok_or(NotADate)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digit = |number: u16| char::from(b'0' + (number % 10) as u8);
        let Self { year, month, day } = *self;
        let (month, day) = (u16::from(month), u16::from(day));
        let text = [
            digit(year / 1000),
            digit(year / 100),
            digit(year / 10),
            digit(year),
            '-',
            digit(month / 10),
            digit(month),
            '-',
            digit(day / 10),
            digit(day),
        ];
        text.into_iter().try_for_each(|char| fmt::Write::write_char(f, char))
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl<'de> Visitor<'de> for Text {
            type Value = Date;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date such as 2025-11-21")
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Date, D::Error> {
                deserializer.deserialize_str(self)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Date, E> {
                text.parse().map_err(de::Error::custom)
            }
        }

        deserializer.deserialize_newtype_struct(NAME, Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec;

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        for text in ["0001-01-01", "2000-02-29", "2024-02-29", "9999-12-31", "2025-04-30"] {
            assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "0000-01-01",
            "1900-02-29",
            "2025-02-29",
            "2025-04-31",
            "2025-13-01",
            "2025-00-01",
            "2025-01-00",
            "2025-1-1",
            "+025-01-01",
            "2025-01-01 ",
            "20250101",
            "2025/01/01",
            "10000-01-01",
            "２025-01-01",
        ] {
            assert_eq!(text.parse::<Date>(), Err(NotADate), "{text}");
        }
    }

    #[test]
    fn a_date_travels_as_its_text() {
        let date = Date::new(2025, 11, 21).unwrap();
        assert_eq!(serde_json::to_string(&date).unwrap(), "\"2025-11-21\"");
        assert_eq!(serde_json::from_str::<Date>("\"2025-11-21\"").unwrap(), date);
        assert_eq!(codec::from_slice::<Date>(&codec::to_vec(&date).unwrap()).unwrap(), date);
        assert!(serde_json::from_str::<Date>("\"2025-02-30\"").is_err());
    }
}
