//! Several structs of one kind in one form: `#[form] lines: Vec<Line>`.
//!
//! 1. The fields of the first are `lines[0].book`, `lines[0].quantity`; those of the next begin with `lines[1].`. Their
//!    handles are `UpdateCart::lines().at(1, Line::quantity())`.
//! 2. Rows are numbered without gaps. A row of which nothing is sent is none, so a row of nothing but checkboxes needs
//!    one field that is always there, such as a hidden one that says what it is about.
//! 3. A row has no rows and no files in it.
//!
//! ```
//! use leptos_actions_core::{FieldErrors, FormValues};
//! # use leptos_actions_core::{FromForm, field::Part, meta::FieldMeta};
//! # #[derive(Debug, PartialEq)] struct Line { quantity: u32 }
//! # impl FromForm for Line {
//! #     const FIELDS: &'static [Part] = &[];
//! #     const FIELD_META: &'static [FieldMeta] = &[];
//! #     fn from_form(form: &FormValues) -> Result<Self, FieldErrors> {
//! #         let mut issues = FieldErrors::new();
//! #         form.field("quantity", None, &mut issues).map(|quantity| Self { quantity }).ok_or(issues)
//! #     }
//! # }
//! let form = FormValues::parse(b"lines[0].quantity=2&lines[1].quantity=many").unwrap();
//! let mut issues = FieldErrors::new();
//! assert_eq!(form.rows::<Line>("lines", &mut issues), None);
//! assert_eq!(issues.of("lines[1].quantity").next().unwrap().code(), "not_a_number");
//! ```

use std::{borrow::Cow, fmt, marker::PhantomData};

use super::{Field, HasFields};
use crate::{
    fields::{FieldError, FieldErrors},
    form::FormValues,
};

/// One row of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    group: &'static str,
    index: usize,
}

impl Row {
    pub(crate) const fn new(group: &'static str, index: usize) -> Self {
        Self { group, index }
    }

    /// What a field is called in it; the empty name stands for the row as a whole.
    pub(crate) fn name(self, field: &str) -> String {
        let index = self.index.to_string();
        let point = if field.is_empty() { "" } else { "." };
        [self.group, "[", &index, "]", point, field].concat()
    }

    /// What is wrong with the fields of a row, by their names in the form.
    pub(crate) fn place(self, errors: &FieldErrors) -> FieldErrors {
        let mut placed = FieldErrors::new();
        for (field, error) in errors.iter() {
            placed.add(self.name(field), error.clone());
        }
        placed
    }
}

/// A group of rows in the form `F`, each of which is a `T`: what `UpdateCart::lines()` gives.
pub struct Rows<F, T> {
    group: &'static str,
    form: PhantomData<fn() -> (F, T)>,
}

impl<F, T> Rows<F, T> {
    /// A handle. Written by the macros.
    #[must_use]
    pub const fn new(group: &'static str) -> Self {
        Self {
            group,
            form: PhantomData,
        }
    }

    /// The field of one row, of which the first is 0.
    #[must_use]
    pub const fn at<G>(self, index: usize, field: Field<G>) -> Field<F>
    where
        T: HasFields<G>,
    {
        field.in_row(Row::new(self.group, index))
    }

    /// An error of a body about one row as a whole.
    pub fn refuse_row(self, index: usize, error: impl Into<FieldError>) -> FieldErrors {
        let mut errors = FieldErrors::new();
        errors.add(Row::new(self.group, index).name(""), error.into());
        errors
    }

    /// An error of a body about all rows together.
    pub fn refuse(self, error: impl Into<FieldError>) -> FieldErrors {
        let mut errors = FieldErrors::new();
        errors.add(self.group, error.into());
        errors
    }
}

/// The name of the group.
impl<F, T> From<Rows<F, T>> for String {
    fn from(rows: Rows<F, T>) -> Self {
        rows.group.to_owned()
    }
}

impl<F, T> Clone for Rows<F, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F, T> Copy for Rows<F, T> {}

impl<F, T> fmt::Debug for Rows<F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Rows").field(&self.group).finish()
    }
}

/// The rows of a group, each with the names that its fields have by themselves.
///
/// # Errors
/// When a number is left out.
pub(crate) fn split(group: &str, form: &FormValues) -> Result<Vec<FormValues>, FieldError> {
    let mut rows: Vec<FormValues> = Vec::new();
    let mut highest = 0;
    for (name, value) in form.pairs() {
        let Some((index, field)) = parse(group, name) else {
            continue;
        };
        highest = highest.max(index + 1);
        // There are no more numbers than fields, or there is a gap.
        if index >= form.len() {
            continue;
        }
        if rows.len() <= index {
            rows.resize_with(index + 1, FormValues::default);
        }
        rows[index].push(field, value);
    }
    if rows.len() < highest || rows.iter().any(|row| row.len() == 0) {
        return Err(FieldError::new("invalid"));
    }
    Ok(rows)
}

/// `lines[7].quantity` as `(7, "quantity")`. A number is written in one way only.
fn parse<'a>(group: &str, name: &'a str) -> Option<(usize, &'a str)> {
    let (index, field) = name.strip_prefix(group)?.strip_prefix('[')?.split_once("].")?;
    let is_plain = index.bytes().all(|byte| byte.is_ascii_digit()) && (index == "0" || !index.starts_with('0'));
    let index = index.parse().ok().filter(|index| is_plain && *index < usize::MAX)?;
    Some((index, field))
}

/// Which field of the group's rows has this name.
pub(super) fn field<'a>(group: &str, name: &'a str) -> Option<&'a str> {
    parse(group, name).map(|(_, field)| field)
}

/// A name, alone or in a row.
pub(super) fn placed(row: Option<Row>, field: &'static str) -> Cow<'static, str> {
    row.map_or(Cow::Borrowed(field), |row| row.name(field).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(body: &str) -> Result<Vec<String>, String> {
        let form = FormValues::parse(body.as_bytes()).unwrap();
        let text = |row: FormValues| {
            let pairs = row.pairs().map(|(name, value)| format!("{name}={value}"));
            pairs.collect::<Vec<_>>().join("&")
        };
        let rows = split("lines", &form).map_err(|error| error.code().to_owned())?;
        Ok(rows.into_iter().map(text).collect())
    }

    #[test]
    fn rows_come_in_the_order_of_their_numbers() {
        assert_eq!(
            rows("lines[1].a=3&other=1&lines[0].a=1&lines[0].b=2&lines[1].a=4").unwrap(),
            ["a=1&b=2", "a=3&a=4"]
        );
        assert_eq!(rows("other=1").unwrap(), [""; 0]);
    }

    #[test]
    fn a_number_that_is_left_out_is_refused_however_large_the_next_one_is() {
        assert_eq!(rows("lines[1].a=1"), Err("invalid".into()));
        assert_eq!(rows("lines[0].a=1&lines[2].a=1&x=1"), Err("invalid".into()));
        assert_eq!(rows("lines[18446744073709551614].a=1"), Err("invalid".into()));
    }

    #[test]
    fn what_is_no_row_is_an_unknown_field() {
        for name in [
            "lines",
            "lines[0]",
            "lines[].a",
            "lines[00].a",
            "lines[+0].a",
            "lines[-1].a",
            "lines[x].a",
            "lines.0.a",
            "lines[0][a]",
            "ilines[0].a",
            "lines[99999999999999999999].a",
        ] {
            let form = FormValues::from(vec![(name.to_owned(), "1".to_owned())]);
            assert_eq!(split("lines", &form).unwrap(), [], "{name}");
        }
    }
}
