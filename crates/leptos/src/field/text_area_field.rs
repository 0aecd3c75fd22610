//! A labelled `<textarea>`.

use leptos::prelude::*;
use leptos_actions_core::{Action, Field, HasFields};

use crate::{
    action::ServerAction,
    error_view::{FieldError, FieldErrorProps},
};

/// A label, a `<textarea>`, and what is wrong with it. Its content is escaped.
#[component]
pub fn TextAreaField<A, F>(
    /// The form's action.
    action: ServerAction<A>,
    /// The field.
    field: Field<F>,
    /// What it is called.
    #[prop(into)]
    label: String,
    /// How many lines it shows.
    #[prop(default = 6)]
    rows: u32,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: MaybeProp<String>,
) -> impl IntoView
where
    A: Action + HasFields<F>,
    F: 'static,
{
    let of = action.field(field);
    let area = of.text_area().value_with(move || value.get().unwrap_or_default());
    let error = FieldError(FieldErrorProps {
        action,
        name: field.into(),
    });
    view! {
        <div class="form-field">
            <label for=of.id()>{label}</label>
            <textarea {..area} rows=rows></textarea>
            {error}
        </div>
    }
}
