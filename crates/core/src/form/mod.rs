//! A form as posted, and its decoding into an argument struct.
//!
//! 1. Reading never fails for what a person typed: every field is decoded on its own, and everything that is wrong
//!    with any of them comes back together as [`FieldErrors`].
//! 2. The declared type decides. An absent field is `None`, `false` or an empty list where the type is an option, a
//!    `bool` or a list, and `required` otherwise. An empty one is `None` for an option.
//! 3. A field that is sent twice where one value is declared is refused, not resolved.
//! 4. A number is what a browser takes for one, and may stand in spaces. A checkbox may say `on`, `true` or `1`, or be absent.
//! 5. A line ends with a line feed, whether the browser sent the form (which ends it with two characters) or a script.
//! 6. Unknown fields are ignored, as a browser extension may add some.
//! 7. Several structs are numbered: see [`Rows`](crate::field::Rows).
//! 8. A file is a value beside the texts. Text where a file is declared is `no_file`.
//!
//! ```
//! use leptos_actions_core::{FieldErrors, FormValues};
//!
//! let form = FormValues::parse(b"title=Emma&quantity=two&gift=on").unwrap();
//! let mut issues = FieldErrors::new();
//! assert_eq!(form.field::<String>("title", None, &mut issues).as_deref(), Some("Emma"));
//! assert_eq!(form.field::<bool>("gift", None, &mut issues), Some(true));
//! assert_eq!(form.field::<Option<u32>>("page", None, &mut issues), Some(None));
//! assert_eq!(form.field::<u32>("quantity", None, &mut issues), None);
//! assert_eq!(issues.of("quantity").next().unwrap().code(), "not_a_number");
//! ```

mod field;
mod files;

use std::fmt;

use serde::de::DeserializeOwned;

use self::files::Files;
use crate::{
    call::Validate,
    field::{Part, Row, split},
    fields::FieldErrors,
    meta::FieldMeta,
};

/// The most fields that a form may have.
pub const MAX_FIELDS: usize = 1_000;

/// The fields of a form, in the order in which they were sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormValues(Vec<(String, String)>, Files);

/// A struct that a form can fill: the arguments of a call, and whatever derives `Form`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no form",
    label = "its fields are not known",
    note = "derive `leptos_actions::Form` for it, or leave `#[form]` out: then it is one field",
    note = "several of it are `Vec<..>`, by that name"
)]
pub trait FromForm: Sized {
    /// Its fields, in order.
    const FIELDS: &'static [Part];

    /// What is known of them before a form comes.
    const FIELD_META: &'static [FieldMeta];

    /// Decodes every field.
    ///
    /// # Errors
    /// What is wrong with any of them.
    fn from_form(form: &FormValues) -> Result<Self, FieldErrors>;
}

/// A form with more than [`MAX_FIELDS`] fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TooManyFields;

impl fmt::Display for TooManyFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a form has more than {MAX_FIELDS} fields")
    }
}

impl std::error::Error for TooManyFields {}

impl FormValues {
    /// Reads the `application/x-www-form-urlencoded` format of the [URL standard](https://url.spec.whatwg.org/#concept-urlencoded-parser).
    ///
    /// # Errors
    /// [`TooManyFields`]; there is no other way to get this format wrong.
    pub fn parse(body: &[u8]) -> Result<Self, TooManyFields> {
        let pairs = form_urlencoded::parse(body).into_owned().take(MAX_FIELDS + 1);
        let pairs: Vec<_> = pairs.map(|(name, value)| (name, with_line_feeds(value))).collect();
        if pairs.len() > MAX_FIELDS {
            Err(TooManyFields)
        } else {
            Ok(Self(pairs, Files::default()))
        }
    }

    /// The value of a field that was sent exactly once.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut values = self
            .0
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.as_str());
        let first = values.next();
        if values.next().is_some() { None } else { first }
    }

    /// Every value sent under `name`.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Decodes one field, or adds to `issues` what is wrong with it. One that was not sent is `default`, if there is one.
    pub fn field<T: DeserializeOwned>(
        &self,
        name: &'static str,
        default: Option<fn() -> T>,
        issues: &mut FieldErrors,
    ) -> Option<T> {
        if let Some(refused) = self.1.refusal(name) {
            issues.add(name, refused.clone());
            return None;
        }
        let values: Vec<&str> = self.all(name).collect();
        let files = self.1.of(name);
        if let (true, Some(default)) = (values.is_empty() && files.is_empty(), default) {
            return Some(default());
        }
        match T::deserialize(field::FieldDeserializer::new(&values, &files)) {
            Ok(value) => Some(value),
            Err(issue) => {
                issues.add(name, issue.into_error());
                None
            }
        }
    }

    /// Decodes the rows of a group, or adds to `issues` what is wrong with any.
    pub fn rows<T: FromForm>(&self, group: &'static str, issues: &mut FieldErrors) -> Option<Vec<T>> {
        let rows = split(group, self).map_err(|error| issues.add(group, error)).ok()?;
        let mut decoded = Some(Vec::with_capacity(rows.len()));
        for (index, row) in rows.iter().enumerate() {
            match (T::from_form(row), &mut decoded) {
                (Ok(row), Some(all)) => all.push(row),
                (Ok(_), None) => {}
                (Err(errors), _) => {
                    issues.extend(Row::new(group, index).place(&errors));
                    decoded = None;
                }
            }
        }
        decoded
    }

    /// How many texts were sent.
    pub(crate) const fn len(&self) -> usize {
        self.0.len()
    }

    /// The fields themselves.
    #[must_use]
    pub fn into_pairs(self) -> Vec<(String, String)> {
        self.0
    }

    /// The fields themselves.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Holds the rules of each row of a group against it. For the macros.
pub fn validate_rows<T: Validate>(issues: &mut FieldErrors, group: &'static str, rows: &[T]) {
    for (index, row) in rows.iter().enumerate() {
        let mut errors = FieldErrors::new();
        row.validate(&mut errors);
        if !errors.is_empty() {
            issues.extend(Row::new(group, index).place(&errors));
        }
    }
}

fn with_line_feeds(text: String) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    }
}

impl From<Vec<(String, String)>> for FormValues {
    fn from(pairs: Vec<(String, String)>) -> Self {
        let pairs = pairs.into_iter().map(|(name, value)| (name, with_line_feeds(value)));
        Self(pairs.collect(), Files::default())
    }
}
