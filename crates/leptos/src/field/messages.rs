//! In whose words an error is told.

use leptos::prelude::*;
use leptos_actions_core::FieldError;

/// Makes the message of an error. Kept by each action, so that a submit finds it where no context is.
#[derive(Clone, Copy)]
pub(crate) struct Messages(pub(super) fn(&FieldError) -> String);

/// Tells the errors of fields in the application's own words, below the component that calls it.
///
/// The function is asked for every error that is shown; English is [`FieldIssue::message`](crate::FieldIssue::message).
///
/// ```
/// use leptos_actions::{FieldIssue, provide_messages};
///
/// fn czech(error: &FieldIssue) -> String {
///     match (error.code(), error.param("max")) {
///         ("required", _) => "Vyplňte toto pole.".into(),
///         ("too_long", Some(max)) => format!("Nejvýše {max} znaků."),
///         _ => error.message(),
///     }
/// }
/// # fn app() {
/// provide_messages(czech); // beside `provide_actions()`
/// # }
/// ```
pub fn provide_messages(message: fn(&FieldError) -> String) {
    provide_context(Messages(message));
}

impl Messages {
    pub(super) fn current() -> Self {
        use_context().unwrap_or(Self(FieldError::message))
    }
}
