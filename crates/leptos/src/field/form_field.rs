//! A field of one form on the page.

use std::{fmt, sync::Arc};

use leptos_actions_core::{Action, Control, Field, FieldPlace, HasFields, ShapeKind};

use super::attributes::{FieldAttributes, Live};
use crate::action::ServerAction;

/// A field of one form: what [`ServerAction::field`] gives. `Copy`.
pub struct FormField<A: Action> {
    action: ServerAction<A>,
    place: FieldPlace,
}

impl<A: Action> ServerAction<A> {
    /// A field of this action's form: its attributes, its id, its error.
    ///
    /// The handle is the action's own, `SendMessage::email()`, or that of a struct that it takes with `#[form]`.
    #[must_use]
    pub const fn field<F>(self, field: Field<F>) -> FormField<A>
    where
        A: HasFields<F>,
    {
        FormField {
            action: self,
            place: field.place(),
        }
    }
}

impl<A: Action> FormField<A> {
    /// The id of its element: for a label's `for`. Forms of one action are told apart by
    /// [`keyed`](ServerAction::keyed).
    #[must_use]
    pub fn id(self) -> String {
        self.action.field_id(&self.place.name())
    }

    /// What is wrong with it; empty when nothing is.
    #[must_use]
    pub fn error(self) -> String {
        self.action.field_error(&self.place.name())
    }

    /// For `<input {..field.input()}/>`: of the type that suits.
    pub fn input(self) -> FieldAttributes {
        let is_yes_or_no = self.place.shape().kind == ShapeKind::Bool;
        self.attributes(
            if is_yes_or_no {
                Control::Checkbox
            } else {
                Control::Input
            },
            None,
        )
    }

    /// For `<textarea {..field.text_area()}></textarea>`, which has no other content.
    pub fn text_area(self) -> FieldAttributes {
        self.attributes(Control::TextArea, None)
    }

    /// For `<select {..field.select()}>`, whose options take [`option`](Self::option).
    pub fn select(self) -> FieldAttributes {
        self.attributes(Control::Select, None)
    }

    /// For `<option {..field.option("large")}>"Large"</option>`.
    pub fn option(self, value: impl Into<String>) -> FieldAttributes {
        let value = value.into();
        let live = Live::of(self.action.kept_fields(), self.place, Control::Select).one(value.clone());
        FieldAttributes::new(vec![("value", value.into())]).with(live)
    }

    /// For `<input {..field.choice("large")}/>`: a radio button, or a checkbox if the field is a list.
    pub fn choice(self, value: impl Into<String>) -> FieldAttributes {
        self.attributes(Control::Choice, Some(value.into()))
    }

    fn attributes(self, control: Control, value: Option<String>) -> FieldAttributes {
        let Self { action, place } = self;
        let mut fixed = place.attributes(control);
        let mut id = self.id();
        let mut live = Live::of(action.kept_fields(), place, control);
        if let Some(value) = value {
            id = [&id, "-", &value].concat();
            fixed.push(("value", value.clone().into()));
            live = live.one(value);
        }
        let name = place.name();
        if place.shape().kind == ShapeKind::File {
            fixed.extend(action.accept(&name).map(|types| ("accept", types.into())));
            fixed.extend(action.multiple(&name).then_some(("multiple", "".into())));
        }
        fixed.push(("id", id.into()));
        fixed.push(("aria-describedby", action.error_id(&name).into()));
        let shows_error = Arc::new(move || !action.wrong_with(&name).is_empty());
        FieldAttributes::new(fixed).with(live.checked_by(action.checks(), place, shows_error))
    }
}

impl<A: Action> Clone for FormField<A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A: Action> Copy for FormField<A> {}

impl<A: Action> fmt::Debug for FormField<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FormField").field(&self.place.name()).finish()
    }
}
