//! One field, as the type that is declared for it.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::de::{
    self, Deserializer, IntoDeserializer, Visitor,
    value::{SeqDeserializer, StrDeserializer},
};

use crate::{
    Date, date,
    fields::FieldError,
    upload::{self, Upload},
};

/// Why a field does not decode.
#[derive(Debug)]
pub(super) struct Issue(Cow<'static, str>);

impl Issue {
    pub(super) fn into_error(self) -> FieldError {
        FieldError::new(self.0)
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Issue {}

impl de::Error for Issue {
    // The text may quote what was sent or name the server's types; a code is enough.
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self("invalid".into())
    }
}

/// The values sent under one name.
#[derive(Clone, Copy)]
pub(super) struct FieldDeserializer<'a> {
    values: &'a [&'a str],
    files: &'a [&'a Upload],
}

impl<'a> FieldDeserializer<'a> {
    pub(super) const fn new(values: &'a [&'a str], files: &'a [&'a Upload]) -> Self {
        Self { values, files }
    }

    /// The one file.
    fn file(self) -> Result<Upload, Issue> {
        match (self.values, self.files) {
            ([], [file]) => Ok((*file).clone()),
            (_, []) => Err(Issue("no_file".into())),
            _ => Err(Issue("repeated".into())),
        }
    }

    /// The one value, as it was sent.
    fn one(self) -> Result<&'a str, Issue> {
        match self.values {
            [value] => Ok(value),
            [] => Err(Issue("required".into())),
            _ => Err(Issue("repeated".into())),
        }
    }

    fn number<N: FromStr>(self) -> Result<N, Issue> {
        let text = self.one()?.trim();
        if text.is_empty() {
            return Err(Issue("required".into()));
        }
        let number = || text.parse().ok().or_else(|| whole(text)?.parse().ok());
        let number = if is_number(text) { number() } else { None };
        number.ok_or(Issue("not_a_number".into()))
    }

    fn fraction<N: FromStr + Copy>(self, is_finite: fn(N) -> bool) -> Result<N, Issue> {
        let number = self.number()?;
        if is_finite(number) {
            Ok(number)
        } else {
            Err(Issue("not_a_number".into()))
        }
    }

    fn date(self) -> Result<(), Issue> {
        match self.one()? {
            "" => Err(Issue("required".into())),
            text => text.parse::<Date>().map(drop).map_err(|_| Issue("not_a_date".into())),
        }
    }

    fn boolean(self) -> Result<bool, Issue> {
        if self.values.is_empty() {
            return Ok(false);
        }
        match self.one()? {
            "on" | "true" | "1" => Ok(true),
            "" | "off" | "false" | "0" => Ok(false),
            _ => Err(Issue("invalid".into())),
        }
    }

    /// Whether there is anything for an option to hold.
    fn is_blank(self) -> bool {
        matches!(self.values, [] | [""]) && self.files.is_empty()
    }
}

/// A number as a browser takes it: no plus, no `inf`, and a digit behind every point.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = text
        .split_once(['e', 'E'])
        .map_or((text, None), |(mantissa, exponent)| (mantissa, Some(exponent)));
    let is_mantissa = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole.is_empty() || digits(whole)) && digits(fraction),
        None => digits(mantissa),
    };
    is_mantissa && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)))
}

/// The most digits of a whole number: those of `u128::MAX`.
const MOST_DIGITS: usize = 39;

/// The digits of a whole number that is written as a fraction or with an exponent, such as `2.0` and `1e3`. None where it is
/// not whole, or longer than any type can hold. Nothing is rounded.
fn whole(text: &str) -> Option<String> {
    let (sign, text) = if let Some(text) = text.strip_prefix('-') {
        ("-", text)
    } else {
        ("", text)
    };
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, ""));
    let (before, behind) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [before, behind].concat();
    let leading = digits.len() - digits.trim_start_matches('0').len();
    let digits = digits.trim_matches('0');
    if digits.is_empty() {
        return Some("0".into());
    }
    // Where the point stands, counted from the first digit that is not zero.
    let point = i64::try_from(before.len()).ok()? - i64::try_from(leading).ok()? + shift(exponent)?;
    let length = usize::try_from(point).ok()?;
    if length < digits.len() || length > MOST_DIGITS {
        return None;
    }
    Some([sign, digits, &"0".repeat(length - digits.len())].concat())
}

/// An exponent. One that is larger than any text could make up for moves the point out of every number.
fn shift(exponent: &str) -> Option<i64> {
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    if exponent.is_empty() {
        Some(0)
    } else {
        exponent.parse::<i32>().ok().map(i64::from)
    }
}

impl<'de> IntoDeserializer<'de, Issue> for FieldDeserializer<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! numbers {
    ($($method:ident => $visit:ident),* $(,)?) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Issue> {
            visitor.$visit(self.number()?)
        })*
    };
}

impl<'de> Deserializer<'de> for FieldDeserializer<'de> {
    type Error = Issue;

    numbers! {
        deserialize_i8 => visit_i8, deserialize_i16 => visit_i16, deserialize_i32 => visit_i32,
        deserialize_i64 => visit_i64, deserialize_i128 => visit_i128, deserialize_u8 => visit_u8,
        deserialize_u16 => visit_u16, deserialize_u32 => visit_u32, deserialize_u64 => visit_u64,
        deserialize_u128 => visit_u128,
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Issue> {
        visitor.visit_f32(self.fraction(f32::is_finite)?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Issue> {
        visitor.visit_f64(self.fraction(f64::is_finite)?)
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Issue> {
        visitor.visit_borrowed_str(self.one()?)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Issue> {
        visitor.visit_bool(self.boolean()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Issue> {
        if self.is_blank() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Issue> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Issue> {
        if name == upload::MAGIC {
            return self.file()?.hand_over(visitor);
        }
        if name == date::NAME {
            self.date()?;
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Issue> {
        let texts = self.values.chunks(1).map(|value| FieldDeserializer::new(value, &[]));
        let files = self.files.chunks(1).map(|file| FieldDeserializer::new(&[], file));
        let items = texts.chain(files);
        visitor.visit_seq(SeqDeserializer::new(items))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Issue> {
        let text = self.one()?;
        if text.is_empty() && !variants.contains(&text) {
            return Err(Issue("required".into()));
        }
        let text: StrDeserializer<'de, Issue> = text.into_deserializer();
        text.deserialize_enum(name, variants, visitor)
    }

    serde::forward_to_deserialize_any! {
        char str string bytes byte_buf unit_struct tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::*;
    use crate::Date;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Id(u32);

    #[derive(Debug, PartialEq, Deserialize)]
    enum Size {
        Small,
        Large,
    }

    fn read<T: DeserializeOwned>(body: &str) -> Result<T, String> {
        let mut issues = FieldErrors::new();
        let form = FormValues::parse(body.as_bytes()).unwrap();
        form.field("f", None, &mut issues)
            .ok_or_else(|| issues.of("f").next().unwrap().code().to_owned())
    }

    #[test]
    fn a_field_is_read_as_its_declared_type() {
        assert_eq!(read("f=+7+"), Ok(7_u8));
        assert_eq!(read("f=-1.5"), Ok(-1.5_f64));
        assert_eq!(read("f=340282366920938463463374607431768211455"), Ok(u128::MAX));
        assert_eq!(read("f=Ema+%C5%BElu%C5%A5"), Ok("Ema žluť".to_owned()));
        assert_eq!(read("f=7"), Ok(Id(7)));
        assert_eq!(read("f=Large"), Ok(Size::Large));
        assert_eq!(read("f=a&f=b"), Ok(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(read("f=%C3%9F"), Ok('ß'));
    }

    #[test]
    fn an_absent_field_is_empty_where_the_type_can_be() {
        assert_eq!(read("g=1"), Ok(None::<u32>));
        assert_eq!(read("f="), Ok(None::<u32>));
        assert_eq!(read("g=1"), Ok(false));
        assert_eq!(read("f=on"), Ok(true));
        assert_eq!(read("g=1"), Ok(Vec::<u32>::new()));
        assert_eq!(read::<u32>("g=1"), Err("required".into()));
        assert_eq!(read::<String>("g=1"), Err("required".into()));
        assert_eq!(read::<u32>("f=+"), Err("required".into()));
    }

    #[test]
    fn what_does_not_fit_is_named_and_never_resolved() {
        assert_eq!(read::<u8>("f=256"), Err("not_a_number".into()));
        assert_eq!(read::<u8>("f=1&f=2"), Err("repeated".into()));
        assert_eq!(read::<Option<u8>>("f=1&f=2"), Err("repeated".into()));
        assert_eq!(read::<Size>("f=Huge"), Err("invalid".into()));
        assert_eq!(read::<bool>("f=perhaps"), Err("invalid".into()));
    }

    #[test]
    fn a_number_is_what_a_browser_takes_for_one() {
        for text in ["0", "-0", "007", "1.5", ".5", "-.5", "1e3", "1E-3", "1.5e%2B2"] {
            assert!(read::<f64>(&["f=", text].concat()).is_ok(), "{text}");
        }
        for text in [
            "%2B7", "1.", ".", "-", "e5", "1e", "inf", "NaN", "infinity", "1_000", "0x10", "1e999", "--1",
        ] {
            assert_eq!(
                read::<f64>(&["f=", text].concat()),
                Err("not_a_number".into()),
                "{text}"
            );
        }
        assert_eq!(read::<u8>("f=%2B7"), Err("not_a_number".into()));
        assert_eq!(read::<f32>("f=1e39"), Err("not_a_number".into()));
    }

    // covers: GST-12
    #[test]
    fn a_whole_number_is_one_however_a_browser_lets_it_be_written() {
        for (text, number) in [
            ("1e0", 1),
            ("2.0", 2),
            ("1e3", 1000),
            ("1.50e2", 150),
            ("10e-1", 1),
            ("0.5E%2B1", 5),
            (".7e1", 7),
            ("100000e-5", 1),
            ("000.000200e4", 2),
            ("0e99999999999999999999", 0),
            ("-0", 0),
            ("-0.0", 0),
            ("0.0e-7", 0),
        ] {
            assert_eq!(read(&["f=", text].concat()), Ok(number), "{text}");
        }
        assert_eq!(read("f=-2.0"), Ok(-2_i8));
        assert_eq!(read("f=255.0"), Ok(255_u8));
        assert_eq!(read("f=9007199254740993.0"), Ok(9_007_199_254_740_993_u64));
        assert_eq!(read("f=340282366920938463463374607431768211455.000"), Ok(u128::MAX));
        assert_eq!(read("f=1.7e2"), Ok(Id(170)));
        let long = ["f=1.", &"0".repeat(10_000)].concat();
        assert_eq!(read(&long), Ok(1_u8));
        for text in [
            "1.5",
            "15e-1",
            "1e-1",
            "0.1e0",
            "1e40",
            "1e99999999999999999999",
            "1e-99999999999999999999",
            "2.00001",
        ] {
            assert_eq!(
                read::<u128>(&["f=", text].concat()),
                Err("not_a_number".into()),
                "{text}"
            );
        }
        assert_eq!(read::<u8>("f=25.6e1"), Err("not_a_number".into()));
        assert_eq!(read::<u8>("f=-1.0"), Err("not_a_number".into()));
    }

    #[test]
    fn a_date_and_a_choice_say_what_is_missing() {
        assert_eq!(read("f=2024-02-29"), Ok(Date::new(2024, 2, 29).unwrap()));
        assert_eq!(read("f="), Ok(None::<Date>));
        assert_eq!(read::<Date>("f="), Err("required".into()));
        assert_eq!(read::<Date>("f=2023-02-29"), Err("not_a_date".into()));
        assert_eq!(read::<Size>("f="), Err("required".into()));
        assert_eq!(read("f="), Ok(None::<Size>));
    }

    #[test]
    fn a_default_stands_for_a_field_that_is_not_sent() {
        let mut issues = FieldErrors::new();
        let form = FormValues::parse(b"sent=2&empty=").unwrap();
        assert_eq!(form.field("absent", Some(|| 1_u8), &mut issues), Some(1));
        assert_eq!(form.field("sent", Some(|| 1_u8), &mut issues), Some(2));
        assert!(issues.is_empty());
        assert_eq!(form.field("empty", Some(|| 1_u8), &mut issues), None);
    }

    #[test]
    fn lines_end_alike_whoever_sent_them() {
        for sent in ["f=a%0D%0Ab%0D%0A", "f=a%0Ab%0A", "f=a%0Db%0D"] {
            assert_eq!(read(sent), Ok("a\nb\n".to_owned()), "{sent}");
        }
    }

    #[test]
    fn the_number_of_fields_is_bounded() {
        assert!(FormValues::parse("f=1&".repeat(MAX_FIELDS).as_bytes()).is_ok());
        assert_eq!(
            FormValues::parse("f=1&".repeat(MAX_FIELDS + 1).as_bytes()),
            Err(TooManyFields)
        );
    }
}
