//! One field of a form, known by type: what it is called, what it takes, and what is wrong with it.
//!
//! 1. What is said of a field is said once, in `#[form(..)]` and by its type. The server's check, the browser's check
//!    and the attributes of its element all come from there.
//! 2. A handle is constant data. What is behind it (how it decodes, its bounds as text) is behind function pointers, so
//!    that a browser links the fields that a page uses and no others.
//! 3. No attribute makes a browser refuse what the server accepts: see [`attributes`].
//!
//! ```
//! use leptos_actions_core::{Control, Field, FieldDef, Limits, Shape};
//!
//! struct SignUp;
//! // Written by the macros for `#[form(length = 1..=80)] name: String`.
//! const NAME: Field<SignUp> = Field::new(&FieldDef {
//!     name: "name",
//!     shape: Shape::of::<String>,
//!     limits: || Limits::default().length(Some(1), Some(80)),
//!     autocomplete: None,
//!     has_default: false,
//!     same_as: None,
//!     check: |_, _| (),
//! });
//! let attributes = NAME.place().attributes(Control::Input);
//! assert_eq!(attributes, [("name", "name".into()), ("required", "".into()), ("maxlength", "162".into())]);
//! let taken = NAME.refuse("taken");
//! assert_eq!(taken.of("name").next().unwrap().code(), "taken");
//! ```

pub mod attributes;
mod row;
mod shape;
mod value;

use std::{borrow::Cow, fmt, marker::PhantomData};

use crate::{
    fields::{FieldError, FieldErrors},
    form::FormValues,
    rules::Ranged,
};

pub use attributes::Control;
pub use row::Rows;
pub(crate) use row::{Row, split};
pub use shape::{Shape, ShapeKind};
pub use value::FieldValue;

/// A field of the form `F`: what `SignUp::email()` gives.
pub struct Field<F> {
    place: FieldPlace,
    form: PhantomData<fn() -> F>,
}

/// A field of some form, alone or in a row.
#[derive(Clone, Copy, Debug)]
pub struct FieldPlace {
    def: &'static FieldDef,
    row: Option<Row>,
}

/// What is known of a field. Written by the macros.
#[derive(Debug)]
pub struct FieldDef {
    /// Its name in a form.
    pub name: &'static str,
    /// What its type takes.
    pub shape: fn() -> Shape,
    /// What its rules demand.
    pub limits: fn() -> Limits,
    /// What a browser may fill in, from `autocomplete = ".."`.
    pub autocomplete: Option<&'static str>,
    /// Whether there is a value for a field that is not sent.
    pub has_default: bool,
    /// The field that must have the same value.
    pub same_as: Option<&'static str>,
    /// Decodes the field, and adds whatever is wrong with it.
    pub check: fn(&FormValues, &mut FieldErrors),
}

/// What the rules of a field demand, as far as attributes can say it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The fewest and the most characters.
    pub length: (Option<usize>, Option<usize>),
    /// The least and the greatest value.
    pub range: (Option<String>, Option<String>),
    /// `email`.
    pub is_email: bool,
    /// `url`.
    pub is_url: bool,
}

/// A part of a form: a field, or the fields of another struct.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// A field.
    Field(&'static FieldDef),
    /// What a `#[form]` parameter has.
    Form(&'static [Part]),
    /// What each row of a `#[form]` parameter that is a list has.
    Rows(&'static str, &'static [Part]),
}

/// A form in which the fields of `F` stand: an action's own, and those of the structs that it takes with `#[form]`.
#[diagnostic::on_unimplemented(
    message = "the form of `{Self}` has no fields of `{F}`",
    label = "a field of another form",
    note = "take the fields from the action itself, `{Self}::name()`, or from a struct that it takes with `#[form]`"
)]
pub trait HasFields<F> {}

impl<F> Field<F> {
    /// A handle. Written by the macros.
    #[must_use]
    pub const fn new(def: &'static FieldDef) -> Self {
        Self {
            place: FieldPlace { def, row: None },
            form: PhantomData,
        }
    }

    pub(crate) const fn in_row<G>(self, row: Row) -> Field<G> {
        Field {
            place: FieldPlace {
                def: self.place.def,
                row: Some(row),
            },
            form: PhantomData,
        }
    }

    /// Its name in a form.
    #[must_use]
    pub fn name(self) -> Cow<'static, str> {
        self.place.name()
    }

    /// The field, whatever form it is of.
    #[must_use]
    pub const fn place(self) -> FieldPlace {
        self.place
    }

    /// What its type takes.
    #[must_use]
    pub fn shape(self) -> Shape {
        self.place.shape()
    }

    /// An error of a body beside this field: `Err(SignUp::email().refuse("taken"))?` answers 422. Give a code, which an
    /// application can translate, or [`FieldError::custom`] with a text.
    pub fn refuse(self, error: impl Into<FieldError>) -> FieldErrors {
        let mut errors = FieldErrors::new();
        errors.add(self.name(), error.into());
        errors
    }
}

impl FieldPlace {
    /// Its name in a form.
    #[must_use]
    pub fn name(self) -> Cow<'static, str> {
        row::placed(self.row, self.def.name)
    }

    /// Whether this is its name.
    #[must_use]
    pub fn is(self, name: &str) -> bool {
        self.name() == name
    }

    /// What its type takes.
    #[must_use]
    pub fn shape(self) -> Shape {
        (self.def.shape)()
    }

    /// The name of the field that must have the same value.
    #[must_use]
    pub fn same_as(self) -> Option<Cow<'static, str>> {
        Some(row::placed(self.row, self.def.same_as?))
    }

    /// The attributes that say what it takes.
    #[must_use]
    pub fn attributes(self, control: Control) -> attributes::Attributes {
        self.def.attributes(self.name(), control)
    }

    /// What is wrong with it, by its own values in a form and those of the field that must be the same.
    #[must_use]
    pub fn errors(self, values: impl Fn(&str) -> Vec<String>) -> FieldErrors {
        let mut form = FormValues::default();
        for own in [Some(self.def.name), self.def.same_as].into_iter().flatten() {
            for value in values(&row::placed(self.row, own)) {
                form.push(own, value);
            }
        }
        let mut errors = FieldErrors::new();
        (self.def.check)(&form, &mut errors);
        match self.row {
            Some(row) => row.place(&errors),
            None => errors,
        }
    }
}

impl Limits {
    /// `length = min..=max`
    #[must_use]
    pub fn length(mut self, min: Option<usize>, max: Option<usize>) -> Self {
        self.length = (min, max);
        self
    }

    /// `range = min..=max` of a field of type `T`
    #[must_use]
    pub fn range<T: Ranged<B>, B: fmt::Display>(mut self, min: Option<B>, max: Option<B>) -> Self {
        self.range = (min.map(|min| min.to_string()), max.map(|max| max.to_string()));
        self
    }

    /// `email`
    #[must_use]
    pub const fn email(mut self) -> Self {
        self.is_email = true;
        self
    }

    /// `url`
    #[must_use]
    pub const fn url(mut self) -> Self {
        self.is_url = true;
        self
    }
}

impl Part {
    /// The field that a part is; for constants, where it is known.
    #[must_use]
    pub const fn field(&self) -> &'static FieldDef {
        match self {
            Self::Field(def) => def,
            Self::Form(_) | Self::Rows(..) => panic!("not a field"),
        }
    }

    /// The field of that name in a form.
    #[must_use]
    pub fn find(parts: &'static [Self], name: &str) -> Option<&'static FieldDef> {
        parts.iter().find_map(|part| match part {
            Self::Field(def) => (def.name == name).then_some(*def),
            Self::Form(parts) => Self::find(parts, name),
            Self::Rows(group, parts) => Self::find(parts, row::field(group, name)?),
        })
    }

    /// What is wrong with each field of a form. Rules of the form as a whole are not asked.
    #[must_use]
    pub fn errors(parts: &'static [Self], form: &FormValues) -> FieldErrors {
        let mut errors = FieldErrors::new();
        for part in parts {
            match part {
                Self::Field(def) => (def.check)(form, &mut errors),
                Self::Form(parts) => errors.extend(Self::errors(parts, form)),
                Self::Rows(group, parts) => match split(group, form) {
                    Ok(rows) => rows.iter().enumerate().for_each(|(index, row)| {
                        errors.extend(Row::new(group, index).place(&Self::errors(parts, row)));
                    }),
                    Err(error) => errors.add(*group, error),
                },
            }
        }
        errors
    }

    /// Whether there are no rows among its parts: rows have none in them.
    #[must_use]
    pub const fn are_flat(parts: &[Self]) -> bool {
        let mut index = 0;
        while index < parts.len() {
            let is_flat = match &parts[index] {
                Self::Field(_) => true,
                Self::Form(inner) => Self::are_flat(inner),
                Self::Rows(..) => false,
            };
            if !is_flat {
                return false;
            }
            index += 1;
        }
        true
    }

    /// Whether no two fields have one name.
    #[must_use]
    pub const fn are_distinct(parts: &[Self]) -> bool {
        let mut index = 0;
        while index < parts.len() {
            let (rest, _) = parts.split_at(index);
            let is_new = match &parts[index] {
                Self::Field(def) => !has(rest, def.name),
                Self::Form(inner) => !have(rest, inner),
                Self::Rows(group, _) => !has(rest, group),
            };
            if !is_new {
                return false;
            }
            index += 1;
        }
        true
    }
}

/// Whether one of `parts` is called `name`.
const fn has(parts: &[Part], name: &str) -> bool {
    let mut index = 0;
    while index < parts.len() {
        let found = match &parts[index] {
            Part::Field(def) => same(def.name.as_bytes(), name.as_bytes()),
            Part::Form(inner) => has(inner, name),
            Part::Rows(group, _) => same(group.as_bytes(), name.as_bytes()),
        };
        if found {
            return true;
        }
        index += 1;
    }
    false
}

/// Whether a name of `others` is among `parts`.
const fn have(parts: &[Part], others: &[Part]) -> bool {
    let mut index = 0;
    while index < others.len() {
        let found = match &others[index] {
            Part::Field(def) => has(parts, def.name),
            Part::Form(inner) => have(parts, inner),
            Part::Rows(group, _) => has(parts, group),
        };
        if found {
            return true;
        }
        index += 1;
    }
    false
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    let mut index = 0;
    while index < a.len() && index < b.len() && a[index] == b[index] {
        index += 1;
    }
    index == a.len() && index == b.len()
}

/// Its name.
impl<F> From<Field<F>> for String {
    fn from(field: Field<F>) -> Self {
        field.name().into_owned()
    }
}

impl<F> Clone for Field<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F> Copy for Field<F> {}

impl<F> fmt::Debug for Field<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Field").field(&self.name()).finish()
    }
}
