//! Forms that ask before they are carried out.
//!
//! 1. With scripts a dialog asks before the call. Without, and as long as the wasm is not there, the first post runs
//!    nothing: it is answered by the page, in which the form asks, and only its "yes" runs the action.
//! 2. The server knows from a field of the form that it asks. That guards people against slips. It is no guard against
//!    forgery, and no program is asked.
//! 3. What is wrong with the form is said before it asks.

use leptos::prelude::*;
use leptos_actions_core::wire;

use super::own_page;

/// What a `<ServerForm>` asks before it is carried out. Made from a text, or with buttons of its own words.
///
/// ```
/// # use leptos::prelude::*;
/// # use leptos_actions::{Confirm, prelude::*};
/// # #[action(public)] async fn delete_list() -> CallResult<()> { Ok(()) }
/// # #[component] fn Delete() -> impl IntoView {
/// let delete = use_server_action::<DeleteList>();
/// view! {
///     <ServerForm action=delete confirm=Confirm::new("Delete the whole list?").yes("Delete it").no("Keep it")>
///         <button>"Delete"</button>
///     </ServerForm>
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Confirm {
    question: String,
    yes: String,
    no: String,
}

impl Confirm {
    /// A question that is answered with "Yes" or "Cancel".
    pub fn new(question: impl Into<String>) -> Self {
        Self {
            question: question.into(),
            yes: "Yes".to_owned(),
            no: "Cancel".to_owned(),
        }
    }

    /// What the button says that goes on. Dialogs of a browser have words of their own.
    pub fn yes(mut self, label: impl Into<String>) -> Self {
        self.yes = label.into();
        self
    }

    /// What the link says that leads back to the page.
    pub fn no(mut self, label: impl Into<String>) -> Self {
        self.no = label.into();
        self
    }

    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(super) fn question(&self) -> String {
        self.question.clone()
    }

    /// The question where there is no dialog, while the page asks it.
    pub(super) fn view(self, asks: Signal<bool>) -> AnyView {
        let back = own_page();
        let ask = move || {
            let Self { question, yes, no } = self.clone();
            let name = question.clone();
            view! {
                <div class="form-confirm" role="group" aria-label=name>
                    <p tabindex="-1" autofocus>{question}</p>
                    <button name=wire::CONFIRM_FIELD value=wire::CONFIRM_YES>{yes}</button>
                    // Loaded anew: a router would stay on the page that it is on.
                    <a href=back.clone() rel="external">{no}</a>
                </div>
            }
        };
        (move || asks.get().then(&ask)).into_any()
    }
}

impl From<&str> for Confirm {
    fn from(question: &str) -> Self {
        Self::new(question)
    }
}

impl From<String> for Confirm {
    fn from(question: String) -> Self {
        Self::new(question)
    }
}
