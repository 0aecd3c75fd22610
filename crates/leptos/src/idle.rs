//! When work under way may be shown.
//!
//! HTML is written once, and hydration takes its attributes and classes as they stand. A busy state that was read while
//! the page was rendered would therefore stay on screen for ever. So every such state of this library reads as idle while
//! the server renders, and while the page is hydrated; it asks [`is_idle`] and nothing else. Once the page is hydrated
//! all of them are read again.
//!
//! The same moment is told to style sheets: `data-actions="live"` on the document's element.

use leptos::prelude::*;

/// Returns whether every busy state reads as idle just now. Reactive in the browser.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) fn is_idle() -> bool {
    let is_hydrating = Owner::current_shared_context().is_some_and(|context| context.during_hydration());
    if is_hydrating {
        browser::HYDRATED.with(ArcTrigger::track);
    }
    is_hydrating
}

/// Returns whether every busy state reads as idle just now: always, except in a test, whose owner renders no page.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub(crate) fn is_idle() -> bool {
    Owner::current().is_none_or(|owner| owner.shared_context().is_some())
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) use browser::await_hydration;

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod browser {
    use leptos::{leptos_dom::helpers::document, prelude::*};

    /// How long is waited between two looks at most, in milliseconds.
    const LONGEST_PAUSE: u32 = 1_000;

    thread_local! {
        pub(super) static HYDRATED: ArcTrigger = ArcTrigger::new();
    }

    /// Waits until the page is hydrated, then has every busy state read again and marks the document.
    pub(crate) fn await_hydration() {
        let context = Owner::current_shared_context();
        // The page's script takes a translation back, whose elements hydration would not know.
        if let Ok(event) = web_sys::Event::new("actions:hydrate") {
            let _ = document().dispatch_event(&event);
        }
        leptos::task::spawn_local(async move {
            // `hydrate_lazy` returns to the event loop before it is done.
            let mut pause = 0;
            while context.as_ref().is_some_and(|context| context.during_hydration()) {
                leptos_actions_client::sleep(pause).await;
                // Hydration that trapped never ends.
                pause = (pause * 2).clamp(1, LONGEST_PAUSE);
            }
            HYDRATED.with(ArcTrigger::notify);
            if let Some(root) = document().document_element() {
                // It fails only for what is no attribute name.
                let _ = root.set_attribute("data-actions", "live");
            }
        });
    }
}
