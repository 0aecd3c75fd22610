//! What a component inside a form may know of it.

use leptos::prelude::*;
use leptos_actions_core::{Action, FormValues};

use crate::action::ServerAction;

/// The form that this component stands in: for buttons and fields that are written once and used in any form.
///
/// Outside a `<ServerForm>` nothing is ever pending.
///
/// ```
/// # use leptos::prelude::*;
/// # use leptos_actions::use_form_status;
/// #[component]
/// fn SubmitButton(label: &'static str) -> impl IntoView {
///     let status = use_form_status();
///     view! { <button>{move || if status.pending() { "One moment …" } else { label }}</button> }
/// }
/// ```
#[must_use]
pub fn use_form_status() -> FormStatus {
    use_context().unwrap_or_else(|| FormStatus {
        call: "",
        pending: Signal::derive(|| false),
        sent: Signal::derive(|| None),
    })
}

/// A form's state. `Copy`.
#[derive(Clone, Copy, Debug)]
pub struct FormStatus {
    call: &'static str,
    pending: Signal<bool>,
    sent: Signal<Option<String>>,
}

impl FormStatus {
    pub(crate) fn of<A: Action>(action: ServerAction<A>) -> Self {
        Self {
            call: A::META.name,
            pending: Signal::derive(move || action.pending()),
            sent: Signal::derive(move || action.sent()),
        }
    }

    /// The name of the call that the form makes; empty outside a form.
    #[must_use]
    pub const fn call(self) -> &'static str {
        self.call
    }

    /// Whether it is being sent. Reactive.
    #[must_use]
    pub fn pending(self) -> bool {
        self.pending.get()
    }

    /// What is being sent; nothing once it is answered. Reactive.
    #[must_use]
    pub fn fields(self) -> Option<FormValues> {
        let sent = self.sent.get().filter(|_| self.pending.get())?;
        FormValues::parse(sent.as_bytes()).ok()
    }
}
