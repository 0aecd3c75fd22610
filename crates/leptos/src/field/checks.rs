//! What the browser has found out about the fields of one form.

use std::borrow::Cow;

use leptos::prelude::*;
use leptos_actions_core::{FieldError, FieldErrors};

use super::messages::Messages;

/// Of one action's handle. Nothing in it depends on the action's type, so that it is compiled once.
#[derive(Clone, Copy)]
pub(crate) struct Checks {
    /// What is wrong with fields that were changed; nothing where they are right now.
    verdicts: RwSignal<Vec<(Cow<'static, str>, FieldErrors)>>,
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(super) watched: StoredValue<Vec<super::listening::Watched>>,
    messages: Messages,
}

impl Checks {
    pub(crate) fn new() -> Self {
        Self {
            verdicts: RwSignal::new(Vec::new()),
            #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
            watched: StoredValue::new(Vec::new()),
            messages: Messages::current(),
        }
    }

    /// What is said of a field: by the browser if it was changed since, or else in the answer.
    pub(crate) fn message(self, field: &str, answered: Option<&FieldErrors>) -> String {
        self.verdicts.with(|verdicts| {
            let own = verdicts.iter().find(|(name, _)| *name == field);
            let errors = own.map(|(_, errors)| errors).or(answered);
            errors.map(|errors| self.messages_of(errors, field)).unwrap_or_default()
        })
    }

    /// What `errors` say of a field; the empty name stands for the form as a whole.
    pub(crate) fn messages_of(self, errors: &FieldErrors, field: &str) -> String {
        let messages: Vec<String> = errors
            .of(field)
            .map(|error: &FieldError| self.messages.0(error))
            .collect();
        messages.join(" ")
    }

    /// An answer speaks of what was sent: it is heard for every field that was not changed since.
    pub(crate) fn answered(self) {
        // The component may be gone by now.
        self.verdicts
            .try_update(|verdicts| verdicts.retain(|(name, _)| self.is_changed(name)));
    }

    /// Forgets everything.
    pub(crate) fn clear(self) {
        #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
        self.submitted();
        self.verdicts.set(Vec::new());
    }

    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(super) fn decide(self, field: Cow<'static, str>, errors: FieldErrors) {
        self.verdicts.update(|verdicts| {
            verdicts.retain(|(name, _)| *name != field);
            verdicts.push((field, errors));
        });
    }

    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    #[expect(clippy::unused_self, reason = "a page that is rendered is touched by nobody")]
    fn is_changed(self, _: &str) -> bool {
        false
    }
}
