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
    fn a_length_counts_characters_and_not_bytes() {
        assert!(codes(|i| length(i, "t", "Žluťoučký", &(9..=9))).is_empty());
        assert_eq!(codes(|i| length(i, "t", "", &(1..=9))), ["t: required"]);
        assert_eq!(codes(|i| length(i, "t", "a", &(2..=9))), ["t: too_short"]);
        assert_eq!(codes(|i| length(i, "t", "abc", &(1..=2))), ["t: too_long"]);
    }
}
