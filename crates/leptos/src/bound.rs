//! An action as a value.

use leptos::{prelude::*, web_sys::Event};

/// An action with its arguments, from [`ServerAction::bind`](crate::ServerAction::bind): what a component takes that is to
/// call something and need not know what, as components take event handlers. `Copy`.
///
/// ```
/// # use leptos::prelude::*;
/// # use leptos_actions::{BoundAction, prelude::*};
/// # #[action(public)] async fn remove_entry(entry: u32) -> CallResult<()> { let _ = entry; Ok(()) }
/// #[component]
/// fn DeleteButton(run: BoundAction, label: &'static str) -> impl IntoView {
///     view! {
///         <button on:click=move |_| run.run() aria-busy=move || run.pending().then_some("true")>{label}</button>
///         <span role="alert">{move || run.error()}</span>
///     }
/// }
///
/// # #[component] fn Entry() -> impl IntoView {
/// let remove = use_server_action::<RemoveEntry>();
/// view! { <DeleteButton run=remove.bind(RemoveEntry { entry: 7 }) label="Delete"/> }
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct BoundAction {
    run: Callback<()>,
    pending: Signal<bool>,
    error: Signal<Option<String>>,
}

impl BoundAction {
    pub(crate) fn new(
        run: impl Fn() + Send + Sync + 'static,
        pending: Signal<bool>,
        error: Signal<Option<String>>,
    ) -> Self {
        Self {
            run: Callback::new(move |()| run()),
            pending,
            error,
        }
    }

    /// Calls the action.
    pub fn run(self) {
        self.run.run(());
    }

    /// Calls the action for an event, once for a gesture: see
    /// [`dispatch_for`](crate::ServerAction::dispatch_for).
    pub fn run_for(self, event: &Event) {
        if !crate::is_repeated(event) {
            self.run();
        }
    }

    /// Whether a call of it is under way. Reactive.
    #[must_use]
    pub fn pending(self) -> bool {
        self.pending.get()
    }

    /// How the last call failed, for people. Reactive.
    #[must_use]
    pub fn error(self) -> Option<String> {
        self.error.get()
    }
}
