//! The checks behind `#[form(..)]`. Each adds at most one error, and the same code runs on both sides.

use std::{fmt::Display, ops::RangeInclusive};

use crate::fields::{FieldError, FieldErrors};

/// `#[form(range = 1..=99)]`: a number between two bounds, both allowed.
pub fn range<T: PartialOrd + Display>(
    issues: &mut FieldErrors,
    field: &'static str,
    value: &T,
    bounds: &RangeInclusive<T>,
) {
    if !bounds.contains(value) {
        issues.add(
            field,
            FieldError::new("out_of_range")
                .with("min", bounds.start())
                .with("max", bounds.end()),
        );
    }
}

/// `#[form(length = 1..=80)]`: a text between two lengths, counted in Unicode scalar values.
///
/// An empty text below the minimum is reported as `required`, which is what its author forgot.
pub fn length(issues: &mut FieldErrors, field: &'static str, value: &str, bounds: &RangeInclusive<usize>) {
    let length = value.chars().count();
    if length < *bounds.start() {
        let error = if length == 0 {
            FieldError::new("required")
        } else {
            FieldError::new("too_short").with("min", bounds.start())
        };
        issues.add(field, error);
    } else if length > *bounds.end() {
        issues.add(field, FieldError::new("too_long").with("max", bounds.end()));
    }
}

/// `#[form(email)]`: a text that is empty, or an address as the [HTML
/// standard](https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address) has it, so that no browser refuses
/// what is accepted here. With `length = 1..=254` it must be there.
pub fn email(issues: &mut FieldErrors, field: &'static str, value: &str) {
    if !value.is_empty() && !is_email(value) {
        issues.add(field, FieldError::new("not_an_email"));
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
        assert!(codes(|i| range(i, "n", &1, &(1..=99))).is_empty());
        assert!(codes(|i| range(i, "n", &99, &(1..=99))).is_empty());
        assert_eq!(codes(|i| range(i, "n", &100, &(1..=99))), ["n: out_of_range"]);
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
        assert!(codes(|i| length(i, "t", "Žluťoučký", &(9..=9))).is_empty());
        assert_eq!(codes(|i| length(i, "t", "", &(1..=9))), ["t: required"]);
        assert_eq!(codes(|i| length(i, "t", "a", &(2..=9))), ["t: too_short"]);
        assert_eq!(codes(|i| length(i, "t", "abc", &(1..=2))), ["t: too_long"]);
    }
}
