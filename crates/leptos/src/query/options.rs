//! How a query behaves, said where it is made: `use_server_query(..).poll(5_000)`.

use std::sync::atomic::Ordering;

use leptos_actions_core::IntoQuery;

use super::ServerQuery;

impl<I: IntoQuery> ServerQuery<I> {
    /// Asks only once its arguments have stayed the same for so many milliseconds: for what people type. The first
    /// arguments are asked for at once, and `None` asks nothing at once.
    #[must_use]
    pub fn debounce(self, milliseconds: u32) -> Self {
        self.read_view(|view| view.asking.debounce(milliseconds));
        self
    }

    /// Does not hold the page: what stands around it is sent at once, and this follows when it is known. The page's
    /// status, its cookies and a redirect cannot depend on it then. Without it the page waits. A route that is rendered
    /// with `SsrMode::Async` waits in any case.
    #[must_use]
    pub fn streamed(self) -> Self {
        self.read_view(|view| view.is_streamed.store(true, Ordering::Relaxed));
        self
    }

    /// Is not read for the answer of an action that makes it stale: for a slow query, for which nobody should wait after a
    /// click. It is asked again by itself, and what is on screen stays until then. It holds for every component that shows
    /// the same.
    #[must_use]
    pub fn outside_single_flight(self) -> Self {
        self.read_view(|view| view.asking.keep_apart());
        self
    }

    /// Asks again every so many milliseconds, as long as somebody looks at the page and the component is there.
    #[must_use]
    pub fn poll(self, milliseconds: u32) -> Self {
        #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
        browser::every(milliseconds, move || self.refetch_if_idle());
        #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
        let _ = milliseconds;
        self
    }

    /// Asks again when somebody comes back to the page from another tab or window.
    #[must_use]
    pub fn refetch_on_focus(self) -> Self {
        #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
        for event in ["focus", "visibilitychange"] {
            browser::on(event, move || self.refetch_if_idle());
        }
        self
    }

    /// Asks again when the network is back.
    #[must_use]
    pub fn refetch_on_reconnect(self) -> Self {
        #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
        browser::on("online", move || self.refetch_if_idle());
        self
    }

    /// Unless it is being asked again, or nobody looks.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    fn refetch_if_idle(self) {
        let is_idle = !leptos::prelude::untrack(|| self.refreshing());
        if is_idle && !leptos::leptos_dom::helpers::document().hidden() {
            self.refetch();
        }
    }
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod browser {
    use std::time::Duration;

    use leptos::{
        leptos_dom::helpers::set_interval_with_handle,
        prelude::{on_cleanup, window_event_listener_untyped},
    };

    /// For as long as the current owner lives.
    pub(super) fn every(milliseconds: u32, act: impl Fn() + 'static) {
        let every = Duration::from_millis(milliseconds.max(1).into());
        if let Ok(running) = set_interval_with_handle(act, every) {
            on_cleanup(move || running.clear());
        }
    }

    /// The same for an event of the window.
    pub(super) fn on(event: &str, act: impl Fn() + 'static) {
        let listening = window_event_listener_untyped(event, move |_| act());
        on_cleanup(move || listening.remove());
    }
}
