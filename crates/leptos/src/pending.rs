//! Whether work is under way.

use std::future::Future;

use leptos::prelude::*;

use crate::{count::Count, idle::is_idle, page::Page};

/// Makes a counter of work that nobody has to count: of futures it [tracks](Pending::track), and of whatever else it is
/// [joined](Pending::also) with.
///
/// It reads as idle while the server renders the page and while the page is hydrated, as every busy state of this library
/// does. A signal of your own or of Leptos' does not: `set_pending` of a `<Transition>` is set on the server too, and a
/// class that it turned on would stay on. Show such a signal through [`also`](Pending::also).
///
/// ```
/// # use leptos::prelude::*;
/// # use leptos_actions::{prelude::*, use_page_pending, use_pending};
/// # #[action(public)] async fn import_books() -> CallResult<()> { Ok(()) }
/// # #[component] fn Import(is_routing: ReadSignal<bool>) -> impl IntoView {
/// let import = use_server_action::<ImportBooks>();
/// let pending = use_pending().also(move || import.pending()).also(is_routing);
/// let look = move |_| {
///     leptos::task::spawn(async move {
///         pending.track(async { /* anything that takes its time */ }).await;
///     })
/// };
/// view! {
///     <progress hidden=move || !pending.get()></progress>
///     <button on:click=look>"Look"</button>
/// }
/// # }
/// ```
#[must_use]
pub fn use_pending() -> Pending {
    Pending {
        own: StoredValue::new(Count::default()),
        others: StoredValue::new(Vec::new()),
    }
}

/// Whether anything is under way that this page asked of the server: an action, or a query that is asked again after one.
#[must_use]
pub fn use_page_pending() -> Signal<bool> {
    let in_flight = Page::current().in_flight();
    Signal::derive(move || in_flight.any())
}

/// Work under way. `Copy`.
#[derive(Clone, Copy, Debug)]
pub struct Pending {
    own: StoredValue<Count>,
    others: StoredValue<Vec<Signal<bool>>>,
}

impl Pending {
    /// Counts what another signal says.
    #[must_use]
    pub fn also<M>(self, other: impl IntoReactiveValue<Signal<bool>, M>) -> Self {
        self.others
            .update_value(|others| others.push(other.into_reactive_value()));
        self
    }

    /// Counts a future for as long as it runs; one that is dropped counts no more.
    pub fn track<F: Future>(self, work: F) -> impl Future<Output = F::Output> + use<F> {
        // The component may be gone.
        let counted = self.own.try_with_value(Count::begin);
        async move {
            let _counted = counted;
            work.await
        }
    }

    /// Returns whether anything is under way. Reactive. A signal whose component is gone counts as idle.
    #[must_use]
    pub fn get(self) -> bool {
        // Every one of them is read, so that each is followed.
        let is_on = |other: &&Signal<bool>| other.try_get().unwrap_or_default();
        let others = self
            .others
            .try_with_value(|others| others.iter().filter(is_on).count())
            .unwrap_or_default();
        let is_own = self.own.try_with_value(Count::any).unwrap_or_default();
        is_own || (others > 0 && !is_idle())
    }
}
