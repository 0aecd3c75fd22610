//! What is wrong with which field, as data that an application can translate.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::Date;

/// One thing that is wrong with one field: a code, and what its message needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    code: Cow<'static, str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    params: Vec<(Cow<'static, str>, String)>,
}

impl FieldError {
    /// An error of a rule, for example `FieldError::new("too_long").with("max", 80)`.
    #[must_use]
    pub fn new(code: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code: code.into(),
            params: Vec::new(),
        }
    }

    /// An error in the application's own words, shown as they are.
    #[must_use]
    pub fn custom(message: impl ToString) -> Self {
        Self::new("custom").with("message", message)
    }

    /// Adds a parameter.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl ToString) -> Self {
        self.params.push((name.into(), value.to_string()));
        self
    }

    /// Which rule was broken, with these parameters: `out_of_range` (`min`, `max`), `too_short` (`min`), `too_long`
    /// (`max`), `too_large` (`file`, `limit`), `wrong_type` (`file`, `types`), `too_many_files` (`max`), `unreadable` (`file`), `custom`
    /// (`message`); without any `required`, `invalid`, `not_a_number`, `not_a_date`, `not_an_email`, `not_a_url`,
    /// `not_the_same`, `taken`, `repeated`, `no_file`, `key_reused`, `key_guessable`; or a code of the application's.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// A parameter of the message, such as `min`.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The message in English; of `taken`, and of a code of the application's own, its parameter `message`. To translate,
    /// match on [`code`](Self::code) and use [`param`](Self::param).
    #[must_use]
    pub fn message(&self) -> String {
        let param = |name| self.param(name).unwrap_or_default();
        match &*self.code {
            "required" => "Fill this in.".into(),
            "not_a_number" => "Enter a number.".into(),
            "not_a_date" => "Enter a date, such as 2025-11-21.".into(),
            "out_of_range" => self.out_of_range(),
            "too_short" => ["Use at least ", param("min"), " characters."].concat(),
            "too_long" => ["Use at most ", param("max"), " characters."].concat(),
            "not_an_email" => "Enter an e-mail address, such as name@example.org.".into(),
            "not_a_url" => "Enter an address, such as https://example.org.".into(),
            "not_the_same" => "The two entries differ.".into(),
            "taken" => self.param("message").unwrap_or("This is taken.").into(),
            "repeated" => "Send this once.".into(),
            "no_file" => "Choose a file.".into(),
            "too_large" => [&named(param("file")), "Choose a file of at most ", param("limit"), "."].concat(),
            "wrong_type" => [
                &named(param("file")),
                "Choose a file of another type: ",
                param("types"),
                ".",
            ]
            .concat(),
            "unreadable" => [
                &named(param("file")),
                "This file was changed or deleted. Choose it again.",
            ]
            .concat(),
            "too_many_files" if param("max") == "1" => "Choose one file.".into(),
            "too_many_files" => ["Choose at most ", param("max"), " files."].concat(),
            "key_reused" => "This idempotency key was used with other arguments.".into(),
            "key_guessable" => "Here an idempotency key must be 32 hexadecimal digits, such as a UUID.".into(),
            _ => self.param("message").unwrap_or("This is not valid.").into(),
        }
    }
}

/// A file's name before what is wrong with it, set apart from the direction of the text around it.
fn named(file: &str) -> String {
    if file.is_empty() {
        String::new()
    } else {
        ["\u{2068}", file, "\u{2069}: "].concat()
    }
}

impl FieldError {
    fn out_of_range(&self) -> String {
        let (min, max) = (self.param("min"), self.param("max"));
        let is_date = min.or(max).is_some_and(|bound| bound.parse::<Date>().is_ok());
        let what = if is_date { "Choose a date" } else { "Choose a number" };
        match (min, max) {
            (Some(min), Some(max)) => [what, " from ", min, " to ", max, "."].concat(),
            (Some(min), None) => [what, " from ", min, " on."].concat(),
            (_, max) => [what, " up to ", max.unwrap_or_default(), "."].concat(),
        }
    }
}

/// An error by its code alone.
impl From<&'static str> for FieldError {
    fn from(code: &'static str) -> Self {
        Self::new(code)
    }
}

/// Everything that is wrong with a set of arguments, in the order of the fields. The empty name stands for the
/// form as a whole.
///
/// Field names mean something only to the call whose fields they are. The errors of a call that is made inside another
/// body therefore reach that body's own form as errors of the form as a whole, unless
/// [`renamed`](Self::renamed) says which field of the form each belongs to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldErrors {
    errors: Vec<(Cow<'static, str>, FieldError)>,
    /// The call whose fields these are, where that is a call inside a body; empty otherwise.
    #[serde(skip)]
    call: &'static str,
}

/// Errors are equal whichever call they come from.
impl PartialEq for FieldErrors {
    fn eq(&self, other: &Self) -> bool {
        self.errors == other.errors
    }
}

impl Eq for FieldErrors {}

impl FieldErrors {
    /// No errors yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            errors: Vec::new(),
            call: "",
        }
    }

    /// One thing that is wrong with the form as a whole.
    #[must_use]
    pub fn whole(code: &'static str) -> Self {
        let mut errors = Self::new();
        errors.add("", FieldError::new(code));
        errors
    }

    /// One thing that is wrong with one field.
    #[must_use]
    pub fn one(field: &'static str, code: &'static str) -> Self {
        let mut errors = Self::new();
        errors.add(field, FieldError::new(code));
        errors
    }

    /// Adds what is wrong with `field`.
    pub fn add(&mut self, field: impl Into<Cow<'static, str>>, error: FieldError) {
        self.errors.push((field.into(), error));
    }

    /// Adds all of `others`.
    pub fn extend(&mut self, others: Self) {
        self.errors.extend(others.errors);
    }

    /// What is wrong with `field`.
    pub fn of<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a FieldError> {
        self.errors
            .iter()
            .filter(move |(name, _)| name == field)
            .map(|(_, error)| error)
    }

    /// Every field with what is wrong with it.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &FieldError)> {
        self.errors.iter().map(|(name, error)| (&**name, error))
    }

    /// Gives each error the field of another form that it belongs to; `None` stands for that form as a whole. For the
    /// errors of a call that a body makes.
    ///
    /// ```
    /// use leptos_actions_core::FieldErrors;
    ///
    /// let errors = FieldErrors::one("text", "required").renamed(|field| match field {
    ///     "text" => Some("comment"),
    ///     _ => None,
    /// });
    /// assert_eq!(errors, FieldErrors::one("comment", "required"));
    /// ```
    #[must_use]
    pub fn renamed(mut self, name: impl Fn(&str) -> Option<&'static str>) -> Self {
        for (field, _) in &mut self.errors {
            *field = name(field).unwrap_or_default().into();
        }
        self.call = "";
        self
    }

    /// Says that these are the fields of `call`, which a body makes.
    #[doc(hidden)]
    #[must_use]
    pub const fn of_call(mut self, call: &'static str) -> Self {
        self.call = call;
        self
    }

    /// Returns the errors as the form of `call` may show them: those of another call without its field names.
    #[doc(hidden)]
    #[must_use]
    pub fn shown_by(self, call: &str) -> Self {
        if self.call.is_empty() || self.call == call {
            self
        } else {
            self.renamed(|_| None)
        }
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::FieldError;

    #[test]
    fn a_code_of_the_applications_own_says_its_own_words() {
        let taken = FieldError::new("taken").with("message", "Somebody has this name.");
        assert_eq!((taken.code(), &*taken.message()), ("taken", "Somebody has this name."));
        assert_eq!(FieldError::custom("No.").message(), "No.");
        assert_eq!(FieldError::new("taken").message(), "This is taken.");
        assert_eq!(FieldError::new("odd").message(), "This is not valid.");
        // What the library says cannot be said otherwise.
        let required = FieldError::new("required").with("message", "Hm.");
        assert_eq!(required.message(), "Fill this in.");
    }
}
