//! Where errors are shown: beside their field, and for the form as a whole.

use leptos::prelude::*;
use leptos_actions_core::{Action, AppError, CallError};

use crate::{action::ServerAction, field::Checks, page::Page};

/// What is wrong with one field. Empty, and so without height, when nothing is.
///
/// Name it from the field with `aria-describedby=action.error_id(name)`.
#[component]
pub fn FieldError<A: Action>(
    /// The form's action.
    action: ServerAction<A>,
    /// The field.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    let id = action.error_id(&name);
    // Nothing, and not an empty text, so that `:empty` finds it.
    let message = move || Some(action.field_error(&name)).filter(|message| !message.is_empty());
    view! { <span class="field-error" id=id aria-live="polite">{message}</span> }
}

/// What became of the form as a whole: a live region that takes the focus when a page is the answer to a failed post.
///
/// `<ServerForm>` adds one at its end unless it contains one.
#[component]
pub fn FormError<A: Action>(
    /// The form's action.
    action: ServerAction<A>,
) -> impl IntoView {
    if let Some(region) = use_context::<ErrorRegion>() {
        region.0.set_value(true);
    }
    // Only a page that answers a failed post is created with an error in it.
    let answers_post = untrack(|| action.error().is_some());
    view! {
        <p class="form-error" role="alert" tabindex="-1" autofocus=answers_post>
            {move || action.error().map(|error| summary(action.checks(), &error))}
        </p>
    }
}

/// What went wrong with a form that is not on the page any more: without scripts, and when a row or a thing is gone that
/// somebody still had open elsewhere. Nothing otherwise.
///
/// Put one into each page that has forms, above them. In a layout it would stay when a link leads on.
#[component]
pub fn PageError() -> impl IntoView {
    let message = Page::current().orphan();
    message.map(|message| view! { <p class="form-error" role="alert" tabindex="-1" autofocus>{message}</p> })
}

/// Whether a form's children show its error.
#[derive(Clone, Copy)]
pub(crate) struct ErrorRegion(pub(crate) StoredValue<bool>);

/// An error where there are no fields to stand beside.
pub(crate) fn in_full<E: AppError>(checks: Checks, error: &CallError<E>) -> String {
    match error {
        CallError::Invalid(fields) => {
            let messages: Vec<String> = fields
                .iter()
                .map(|(name, _)| checks.messages_of(fields, name))
                .collect();
            messages.join(" ")
        }
        _ => summary(checks, error),
    }
}

fn summary<E: AppError>(checks: Checks, error: &CallError<E>) -> String {
    match error {
        CallError::Invalid(fields) => {
            // What belongs to no field is said here; the rest stands beside its field.
            let whole = checks.messages_of(fields, "");
            if whole.is_empty() {
                error.message().into_owned()
            } else {
                whole
            }
        }
        CallError::Internal(internal) => format!("{} Reference: {}", error.message(), internal.digest()),
        _ => error.message().into_owned(),
    }
}
