//! A labelled `<select>`.

use leptos::prelude::*;
use leptos_actions_core::{Action, Field, HasFields};

use crate::{
    action::ServerAction,
    error_view::{FieldError, FieldErrorProps},
};

/// A label, a `<select>`, and what is wrong with it.
///
/// It begins with an empty option where nothing may be chosen, and where nothing is chosen at first.
#[component]
pub fn SelectField<A, F>(
    /// The form's action.
    action: ServerAction<A>,
    /// The field.
    field: Field<F>,
    /// What it is called.
    #[prop(into)]
    label: String,
    /// What can be chosen: each value with its label. The values of an enum are the names of its variants, as serde
    /// writes them.
    options: Vec<(&'static str, String)>,
    /// The value that is chosen at first.
    #[prop(optional, into)]
    value: Option<String>,
) -> impl IntoView
where
    A: Action + HasFields<F>,
    F: 'static,
{
    let of = action.field(field);
    let shape = field.shape();
    let blank = !shape.is_list && (shape.is_optional || value.is_none());
    let blank = blank.then(|| view! { <option value=""></option> });
    let options = options.into_iter().map(|(name, label)| {
        let option = of.option(name);
        let option = match &value {
            Some(value) => option.value(value),
            None => option,
        };
        view! { <option {..option}>{label}</option> }
    });
    let error = FieldError(FieldErrorProps {
        action,
        name: field.into(),
    });
    view! {
        <div class="form-field">
            <label for=of.id()>{label}</label>
            <select {..of.select()}>{blank} {options.collect_view()}</select>
            {error}
        </div>
    }
}
