//! The checks behind `#[form(..)]`. Each adds at most one error, and the same code runs on both sides.

use std::{borrow::Cow, fmt::Display};

use crate::{
    fields::{FieldError, FieldErrors},
    secret::Secret,
};

/// What `length`, `email` and `url` look at: a text, and every text in an option or a list.
///
/// For a type of your own, hand on to the text inside:
///
/// ```
/// use leptos_actions_core::rules::Text;
///
/// struct Title(String);
///
/// impl Text for Title {
///     fn each_text(&self, each: &mut dyn FnMut(&str)) {
///         self.0.each_text(each);
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "this rule is for texts, and `{Self}` is none",
    label = "not a text",
    note = "`length`, `email` and `url` take a `String`, also in an `Option`, a `Vec` or a `Secret`; for a type of your own implement `leptos_actions::rules::Text`"
)]
pub trait Text {
    /// Whether blanks alone are a text. Of a secret they are.
    const BLANKS_COUNT: bool = false;

    /// Visits each.
    fn each_text(&self, each: &mut dyn FnMut(&str));
}

/// What `range` looks at: a value that can be compared with `B`, and every such value in an option or a list.
#[diagnostic::on_unimplemented(
    message = "a `range` of `{B}` does not suit `{Self}`",
    label = "not a `{B}`",
    note = "the bounds are of the field's own type, or of the type in its `Option`, `Vec` or `Secret`"
)]
pub trait Ranged<B> {
    /// Visits each.
    fn each_value(&self, each: &mut dyn FnMut(&B));
}

/// `#[form(range = 1..=99)]`: a value between two bounds, both allowed; either may be left out.
pub fn range<T: Ranged<B> + ?Sized, B: PartialOrd + Display>(
    issues: &mut FieldErrors,
    field: &'static str,
    value: &T,
    min: Option<B>,
    max: Option<B>,
) {
    let mut is_within = true;
    // Not the other way round: what cannot be compared, such as NaN, is not within.
    value.each_value(&mut |value| {
        is_within &= min.as_ref().is_none_or(|min| value >= min) && max.as_ref().is_none_or(|max| value <= max);
    });
    if !is_within {
        let (min, max) = (min.map(|min| min.to_string()), max.map(|max| max.to_string()));
        issues.add(field, between("out_of_range", min, max));
    }
}

/// `#[form(length = 1..=80)]`: a text between two lengths, counted in Unicode scalar values; either may be left out.
///
/// A minimum above zero asks for something: an empty text is `required` then, and so is one of blanks alone, unless it
/// is a [`Secret`]. Blanks around a text count, and stay. U+0000 is a blank here: a page cannot show it.
pub fn length<T: Text + ?Sized>(
    issues: &mut FieldErrors,
    field: &'static str,
    value: &T,
    min: Option<usize>,
    max: Option<usize>,
) {
    let mut wrong = None;
    value.each_text(&mut |text| wrong = wrong.take().or_else(|| wrong_length(text, T::BLANKS_COUNT, min, max)));
    if let Some(wrong) = wrong {
        issues.add(field, wrong);
    }
}

fn wrong_length(text: &str, blanks_count: bool, min: Option<usize>, max: Option<usize>) -> Option<FieldError> {
    // Of a text of nothing but U+0000 a browser's parser makes no node, and the page that shows it does not hydrate.
    let is_blank = |letter: char| letter.is_whitespace() || letter == '\0';
    let is_empty = text.is_empty() || (!blanks_count && text.chars().all(is_blank));
    let length = text.chars().count();
    if min.is_some_and(|min| min > 0 && is_empty) {
        Some(FieldError::new("required"))
    } else if min.is_some_and(|min| length < min) {
        Some(between("too_short", min.map(|min| min.to_string()), None))
    } else if max.is_some_and(|max| length > max) {
        Some(between("too_long", None, max.map(|max| max.to_string())))
    } else {
        None
    }
}

fn between(code: &'static str, min: Option<String>, max: Option<String>) -> FieldError {
    let mut error = FieldError::new(code);
    for (name, bound) in [("min", min), ("max", max)] {
        if let Some(bound) = bound {
            error = error.with(name, bound);
        }
    }
    error
}

/// `#[form(email)]`: a text that is empty, or an address as the [HTML
/// standard](https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address) has it, so that no browser refuses
/// what is accepted here. With `length = 1..=254` it must be there.
pub fn email<T: Text + ?Sized>(issues: &mut FieldErrors, field: &'static str, value: &T) {
    format(issues, field, value, is_email, "not_an_email");
}

/// `#[form(url)]`: a text that is empty, or an absolute address with `http` or `https`, a host, and no user in it.
pub fn url<T: Text + ?Sized>(issues: &mut FieldErrors, field: &'static str, value: &T) {
    format(issues, field, value, is_url, "not_a_url");
}

/// `#[form(same_as = password)]`: what is typed twice is the same.
pub fn same_as<T: PartialEq>(issues: &mut FieldErrors, field: &'static str, value: &T, other: &T) {
    if value != other {
        issues.add(field, FieldError::new("not_the_same"));
    }
}

fn format<T: Text + ?Sized>(
    issues: &mut FieldErrors,
    field: &'static str,
    value: &T,
    is_right: fn(&str) -> bool,
    code: &'static str,
) {
    let mut all_right = true;
    value.each_text(&mut |text| all_right &= text.is_empty() || is_right(text));
    if !all_right {
        issues.add(field, FieldError::new(code));
    }
}

fn is_email(text: &str) -> bool {
    let is_local = |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.split_once('@')
        .is_some_and(|(local, host)| !local.is_empty() && local.bytes().all(is_local) && host.split('.').all(is_label))
}

fn is_url(text: &str) -> bool {
    let is_sound = |char: char| !char.is_whitespace() && !char.is_control();
    let rest = ["https://", "http://"].into_iter().find_map(|scheme| {
        let (start, rest) = text.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    });
    let authority = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    text.chars().all(is_sound) && authority.is_some_and(is_authority)
}

fn is_authority(text: &str) -> bool {
    let (host, port) = text
        .split_once(':')
        .map_or((text, None), |(host, port)| (host, Some(port)));
    let is_label = |label: &str| {
        let is_part = |char: char| char.is_alphanumeric() || matches!(char, '-' | '_');
        !label.is_empty() && label.chars().all(is_part)
    };
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    host.split('.').all(is_label) && port.is_none_or(is_port)
}

impl Text for str {
    fn each_text(&self, each: &mut dyn FnMut(&str)) {
        each(self);
    }
}

impl Text for String {
    fn each_text(&self, each: &mut dyn FnMut(&str)) {
        each(self);
    }
}

impl Text for Cow<'_, str> {
    fn each_text(&self, each: &mut dyn FnMut(&str)) {
        each(self);
    }
}

impl<T: Text + ?Sized> Text for Box<T> {
    const BLANKS_COUNT: bool = T::BLANKS_COUNT;

    fn each_text(&self, each: &mut dyn FnMut(&str)) {
        (**self).each_text(each);
    }
}

impl<T: Text> Text for Option<T> {
    const BLANKS_COUNT: bool = T::BLANKS_COUNT;

    fn each_text(&self, each: &mut dyn FnMut(&str)) {
        self.iter().for_each(|inside| inside.each_text(each));
    }
}

impl<T: Text> Text for Vec<T> {
    const BLANKS_COUNT: bool = T::BLANKS_COUNT;

    fn each_text(&self, each: &mut dyn FnMut(&str)) {
        self.iter().for_each(|inside| inside.each_text(each));
    }
}

impl<T: Text> Text for Secret<T> {
    const BLANKS_COUNT: bool = true;

    fn each_text(&self, each: &mut dyn FnMut(&str)) {
        self.expose().each_text(each);
    }
}

impl<B> Ranged<B> for B {
    fn each_value(&self, each: &mut dyn FnMut(&B)) {
        each(self);
    }
}

impl<B> Ranged<B> for Option<B> {
    fn each_value(&self, each: &mut dyn FnMut(&B)) {
        self.iter().for_each(each);
    }
}

impl<B> Ranged<B> for Vec<B> {
    fn each_value(&self, each: &mut dyn FnMut(&B)) {
        self.iter().for_each(each);
    }
}

impl<B> Ranged<B> for Secret<B> {
    fn each_value(&self, each: &mut dyn FnMut(&B)) {
        each(self.expose());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(check: impl FnOnce(&mut FieldErrors)) -> Vec<String> {
        let mut issues = FieldErrors::new();
        check(&mut issues);
        issues
            .iter()
            .map(|(field, error)| format!("{field}: {}", error.code()))
            .collect()
    }

    #[test]
    fn both_bounds_of_a_range_are_allowed() {
        assert!(codes(|i| range(i, "n", &1, Some(1), Some(99))).is_empty());
        assert!(codes(|i| range(i, "n", &99, Some(1), Some(99))).is_empty());
        assert_eq!(codes(|i| range(i, "n", &100, Some(1), Some(99))), ["n: out_of_range"]);
    }

    #[test]
    fn an_address_is_what_a_browser_takes_for_one() {
        let is_taken = |text: &str| codes(|i| email(i, "e", text)).is_empty();
        let label = "a".repeat(63);
        for text in [
            "",
            "a@b",
            "ada.love+lace@mail.example.org",
            "!#$%&'*+/=?^_`{|}~-@x-y.z",
            &format!("a@{label}.b"),
        ] {
            assert!(is_taken(text), "{text}");
        }
        let long = format!("a@{label}a");
        for text in [
            "a", "@b", "a@", "a@b@c", "a b@c", "a@-b", "a@b-", "a@b..c", "a@b.", "ž@b", "a@ž", "a@b_c", &long,
        ] {
            assert!(!is_taken(text), "{text}");
        }
        assert_eq!(codes(|i| email(i, "e", "nobody")), ["e: not_an_email"]);
    }

    #[test]
    fn a_length_counts_characters_and_not_bytes() {
        assert!(codes(|i| length(i, "t", "Žluťoučký", Some(9), Some(9))).is_empty());
        assert_eq!(codes(|i| length(i, "t", "", Some(1), Some(9))), ["t: required"]);
        assert_eq!(codes(|i| length(i, "t", "a", Some(2), Some(9))), ["t: too_short"]);
        assert_eq!(codes(|i| length(i, "t", "abc", Some(1), Some(2))), ["t: too_long"]);
    }

    #[test]
    fn a_bound_may_be_left_out() {
        assert!(codes(|i| range(i, "n", &7, Some(1), None)).is_empty());
        assert_eq!(codes(|i| range(i, "n", &-7, Some(1), None)), ["n: out_of_range"]);
        assert!(codes(|i| length(i, "t", "", None, Some(2))).is_empty());
        assert!(codes(|i| length(i, "t", "Ema", Some(1), None)).is_empty());
        assert_eq!(
            codes(|i| range(i, "n", &f64::NAN, Some(0.0), None)),
            ["n: out_of_range"]
        );
    }

    #[test]
    fn blanks_are_no_text_but_may_be_a_secret() {
        assert_eq!(codes(|i| length(i, "t", " \n ", Some(1), None)), ["t: required"]);
        assert!(codes(|i| length(i, "t", &Secret::new("   ".to_owned()), Some(1), None)).is_empty());
        assert!(codes(|i| length(i, "t", "   ", None, Some(9))).is_empty());
    }

    #[test]
    fn what_no_page_can_show_is_no_text() {
        for text in ["\0", "\0\0", " \0\n"] {
            assert_eq!(
                codes(|i| length(i, "t", text, Some(1), None)),
                ["t: required"],
                "{text:?}"
            );
        }
        assert!(codes(|i| length(i, "t", "a\0b", Some(1), None)).is_empty());
    }

    #[test]
    fn what_is_in_options_and_lists_is_checked_and_reported_once() {
        let list = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert!(codes(|i| length(i, "t", &None::<String>, Some(1), None)).is_empty());
        assert_eq!(
            codes(|i| length(i, "t", &list(&["", "a", ""]), Some(1), None)),
            ["t: required"]
        );
        assert_eq!(codes(|i| range(i, "n", &Some(0), Some(1), None)), ["n: out_of_range"]);
        assert!(codes(|i| range(i, "n", &None, Some(1), None)).is_empty());
        assert_eq!(
            codes(|i| range(i, "n", &vec![0, 0], Some(1), None)),
            ["n: out_of_range"]
        );
    }

    #[test]
    fn an_address_of_the_web_has_a_scheme_and_a_host() {
        let is_taken = |text: &str| codes(|i| url(i, "u", text)).is_empty();
        for text in [
            "",
            "https://example.org",
            "HTTP://example.org:8080/a?b=c#d",
            "https://žluťoučký.cz/kůň",
            "http://127.0.0.1?x",
            "http://localhost",
        ] {
            assert!(is_taken(text), "{text}");
        }
        for text in [
            "example.org",
            "ftp://example.org",
            "javascript:alert(1)",
            "https://",
            "https:///path",
            "https://a..b",
            "https://user@example.org",
            "https://example.org:99999",
            "https://example.org:",
            "https://exa mple.org",
            "https://example.org/a b",
            " https://example.org",
            "https://ex\\ample",
        ] {
            assert!(!is_taken(text), "{text}");
        }
    }

    #[test]
    fn what_is_typed_twice_is_the_same() {
        assert!(codes(|i| same_as(i, "b", &"x", &"x")).is_empty());
        assert_eq!(codes(|i| same_as(i, "b", &"x", &"y")), ["b: not_the_same"]);
    }
}
