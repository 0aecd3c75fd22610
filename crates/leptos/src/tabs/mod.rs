//! Tabs of one browser agree: [`sync_tabs`].
//!
//! 1. What an action has made stale in one tab is asked for again in the others, as far as they show it. What they keep
//!    and do not show is forgotten.
//! 2. Names travel, never values: by now another tab may belong to somebody else, and asks as whoever that is.
//! 3. No echo: asking again tells nobody anything.
//! 4. No storm: all that is told within a moment is one refresh, tabs do not start at the same instant, and one in the
//!    background waits until it is looked at.

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod channel;
#[cfg_attr(
    not(any(test, all(target_arch = "wasm32", target_os = "unknown"))),
    expect(dead_code, reason = "only a browser has tabs")
)]
mod gathered;
#[cfg_attr(
    not(any(test, all(target_arch = "wasm32", target_os = "unknown"))),
    expect(dead_code, reason = "only a browser has tabs")
)]
mod text;

use leptos_actions_core::Tag;

/// What is stale; `None` for everything.
pub(crate) type Stale = Option<Vec<Tag>>;

/// Makes what this tab shows follow what actions change in other tabs of the same browser: a cart, a sign-in, a sign-out.
/// Call it once, after [`provide_actions`](crate::provide_actions). Pages that do not call it link nothing of it.
///
/// ```
/// # use leptos::prelude::*;
/// # use leptos_actions::{provide_actions, sync_tabs};
/// # #[component] fn App() -> impl IntoView {
/// provide_actions();
/// sync_tabs();
/// # }
/// ```
pub fn sync_tabs() {
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    channel::open();
}
