//! A labelled checkbox.

use leptos::prelude::*;
use leptos_actions_core::{Action, Field, HasFields};

use crate::{
    action::ServerAction,
    error_view::{FieldError, FieldErrorProps},
};

/// A checkbox for a `bool`, its label, and what is wrong with it.
#[component]
pub fn CheckboxField<A, F>(
    /// The form's action.
    action: ServerAction<A>,
    /// The field.
    field: Field<F>,
    /// What it is called.
    #[prop(into)]
    label: String,
    /// Whether it is checked at first.
    #[prop(optional)]
    checked: bool,
) -> impl IntoView
where
    A: Action + HasFields<F>,
    F: 'static,
{
    let of = action.field(field);
    let error = FieldError(FieldErrorProps {
        action,
        name: field.into(),
    });
    view! {
        <div class="form-field">
            <input {..of.input().checked(checked)}/>
            <label for=of.id()>{label}</label>
            {error}
        </div>
    }
}
