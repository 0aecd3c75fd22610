//! What actions do on this page, in development: [`provide_inspector`].
//!
//! 1. Nothing of it is in a release build, and nothing of it is rendered on the server: the panel is mounted beside the
//!    page, in a tree and behind a shadow root of its own, so that neither hydration nor the page's styles meet it.
//! 2. It watches and takes part in nothing: what it notes is copied, and it keeps the newest hundred intents.

/// What is done for the inspector alone.
macro_rules! inspect {
    ($($note:tt)*) => {
        #[cfg(all(debug_assertions, target_arch = "wasm32", target_os = "unknown"))]
        {
            $($note)*
        }
    };
}

#[cfg(all(debug_assertions, target_arch = "wasm32", target_os = "unknown"))]
mod journal;
#[cfg(any(test, all(debug_assertions, target_arch = "wasm32", target_os = "unknown")))]
mod notation;
#[cfg(all(debug_assertions, target_arch = "wasm32", target_os = "unknown"))]
mod panel;

#[cfg(all(debug_assertions, target_arch = "wasm32", target_os = "unknown"))]
pub(crate) use journal::{Brought, answered, made, sent};

/// Adds a button to the page, in development builds only, that opens a timeline of what its actions do: each intent with its
/// arguments, its attempts, what it showed before it was answered, what it made stale, which values came with the answer
/// and which were asked for again, and the same call as a line for `curl`.
///
/// Call it once, after [`provide_actions`](crate::provide_actions). A release build contains none of it.
///
/// ```
/// # use leptos::prelude::*;
/// # use leptos_actions::{provide_actions, provide_inspector};
/// # #[component] fn App() -> impl IntoView {
/// provide_actions();
/// provide_inspector();
/// # }
/// ```
pub fn provide_inspector() {
    #[cfg(all(debug_assertions, target_arch = "wasm32", target_os = "unknown"))]
    panel::mount();
}
