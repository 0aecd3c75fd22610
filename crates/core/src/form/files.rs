//! The files of a form, beside its texts.

use super::{FormValues, with_line_feeds};
use crate::{fields::FieldError, upload::Upload};

/// Files by field, in the order in which they were sent, and what was wrong with those that were not taken.
#[derive(Clone, Debug, Default)]
pub(super) struct Files(Vec<(String, Result<Upload, FieldError>)>);

impl Files {
    /// Why a file of a field was not taken.
    pub(super) fn refusal(&self, field: &str) -> Option<&FieldError> {
        let mut of = self.0.iter().filter(|(name, _)| name == field);
        of.find_map(|(_, sent)| sent.as_ref().err())
    }

    /// The files of a field.
    pub(super) fn of(&self, field: &str) -> Vec<&Upload> {
        let of = self.0.iter().filter(|(name, _)| name == field);
        of.filter_map(|(_, sent)| sent.as_ref().ok()).collect()
    }
}

impl PartialEq for Files {
    fn eq(&self, other: &Self) -> bool {
        let alike = |a: &Result<Upload, FieldError>, b: &Result<Upload, FieldError>| match (a, b) {
            (Ok(a), Ok(b)) => a.is_same(b),
            (Err(a), Err(b)) => a == b,
            _ => false,
        };
        let mut pairs = self.0.iter().zip(&other.0);
        self.0.len() == other.0.len() && pairs.all(|((a, left), (b, right))| a == b && alike(left, right))
    }
}

impl Eq for Files {}

impl FormValues {
    /// Adds a text field.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), with_line_feeds(value.into())));
    }

    /// Adds a file, or what was wrong with it.
    pub fn push_file(&mut self, name: impl Into<String>, sent: Result<Upload, FieldError>) {
        self.1.0.push((name.into(), sent));
    }

    /// The files, by field, in the order in which they were sent.
    pub fn files(&self) -> impl Iterator<Item = (&str, &Upload)> {
        let sent = self.1.0.iter();
        sent.filter_map(|(name, sent)| Some((name.as_str(), sent.as_ref().ok()?)))
    }

    /// What was wrong with files that were not taken, by field.
    pub fn refusals(&self) -> impl Iterator<Item = (&str, &FieldError)> {
        let sent = self.1.0.iter();
        sent.filter_map(|(name, sent)| Some((name.as_str(), sent.as_ref().err()?)))
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, de::DeserializeOwned};

    use super::*;
    use crate::fields::FieldErrors;

    #[derive(Debug, Deserialize)]
    struct Avatar(Upload);

    fn form(texts: &[&str], files: &[&str]) -> FormValues {
        let mut form = FormValues::default();
        for text in texts {
            form.push("f", *text);
        }
        for name in files {
            form.push_file("f", Ok(Upload::from_bytes(*name, "", *b"x")));
        }
        form
    }

    fn read<T: DeserializeOwned>(form: &FormValues) -> Result<T, String> {
        let mut issues = FieldErrors::new();
        form.field("f", None, &mut issues)
            .ok_or_else(|| issues.of("f").next().unwrap().code().to_owned())
    }

    #[test]
    fn a_file_is_read_as_the_type_that_is_declared() {
        let one = form(&[], &["a"]);
        assert_eq!(read::<Upload>(&one).unwrap().name(), "a");
        assert_eq!(read::<Avatar>(&one).unwrap().0.name(), "a");
        assert_eq!(read::<Option<Upload>>(&one).unwrap().unwrap().name(), "a");
        let two: Vec<Upload> = read(&form(&[], &["a", "b"])).unwrap();
        assert_eq!(two.iter().map(Upload::name).collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn no_file_is_empty_where_the_type_can_be() {
        let none = form(&[], &[]);
        assert!(read::<Option<Upload>>(&none).unwrap().is_none());
        assert!(read::<Vec<Upload>>(&none).unwrap().is_empty());
        assert_eq!(read::<Upload>(&none).unwrap_err(), "no_file");
    }

    #[test]
    fn a_file_is_no_text_and_a_text_no_file() {
        assert_eq!(read::<Upload>(&form(&["a.png"], &[])).unwrap_err(), "no_file");
        assert_eq!(read::<Option<Upload>>(&form(&["a.png"], &[])).unwrap_err(), "no_file");
        assert_eq!(read::<Vec<Upload>>(&form(&["a.png"], &["b"])).unwrap_err(), "no_file");
        assert_eq!(read::<Upload>(&form(&["a.png"], &["b"])).unwrap_err(), "repeated");
        assert_eq!(read::<String>(&form(&[], &["a"])).unwrap_err(), "required");
        assert!(read::<Vec<String>>(&form(&[], &["a"])).is_err());
    }

    #[test]
    fn a_file_too_many_is_refused_and_not_resolved() {
        assert_eq!(read::<Upload>(&form(&[], &["a", "b"])).unwrap_err(), "repeated");
        assert_eq!(read::<Option<Upload>>(&form(&[], &["a", "b"])).unwrap_err(), "repeated");
    }

    #[test]
    fn what_was_wrong_with_a_file_is_what_is_wrong_with_its_field() {
        let mut form = form(&[], &["a"]);
        form.push_file("f", Err(FieldError::new("too_large")));
        assert_eq!(read::<Vec<Upload>>(&form).unwrap_err(), "too_large");
        assert_eq!(read::<Option<Upload>>(&form).unwrap_err(), "too_large");
    }
}
