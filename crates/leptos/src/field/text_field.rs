//! A labelled `<input>`.

use leptos::prelude::*;
use leptos_actions_core::{Action, Field, HasFields};

use crate::{
    action::ServerAction,
    error_view::{FieldError, FieldErrorProps},
};

/// A label, an `<input>` of the type that suits the field, and what is wrong with it.
///
/// ```
/// # use leptos::prelude::*;
/// # use leptos_actions::prelude::*;
/// # #[action(public)] async fn greet(#[form(length = 1..)] name: String) -> CallResult<()> { let _ = name; Ok(()) }
/// # #[component] fn Greeter() -> impl IntoView {
/// let greet = use_server_action::<Greet>();
/// view! {
///     <ServerForm action=greet>
///         <TextField action=greet field=Greet::name() label="Name"/>
///         <button>"Greet"</button>
///     </ServerForm>
/// }
/// # }
/// ```
#[component]
pub fn TextField<A, F>(
    /// The form's action.
    action: ServerAction<A>,
    /// The field.
    field: Field<F>,
    /// What it is called.
    #[prop(into)]
    label: String,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: MaybeProp<String>,
) -> impl IntoView
where
    A: Action + HasFields<F>,
    F: 'static,
{
    let of = action.field(field);
    let input = of.input().value_with(move || value.get().unwrap_or_default());
    let error = FieldError(FieldErrorProps {
        action,
        name: field.into(),
    });
    view! {
        <div class="form-field">
            <label for=of.id()>{label}</label>
            <input {..input}/>
            {error}
        </div>
    }
}
