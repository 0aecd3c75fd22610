//! What all calls of a page share: the form post it answers, and the queries that are on screen.

use std::{
    any::{Any, TypeId},
    borrow::Cow,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use leptos::prelude::*;
use leptos_actions_core::wire::FormOutcome;
use serde::{Deserialize, Serialize};

use crate::{
    codec::Cbor,
    count::{Count, Counted},
    store::Store,
    tabs::Stale,
};

/// Shared by all calls of a page. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Page(Arc<Shared>);

#[derive(Default)]
struct Shared {
    outcome: Option<FormOutcome>,
    store: Store,
    /// How much was asked of the server and is not answered.
    in_flight: Count,
    numbers: AtomicU64,
    /// What each action's calls share.
    by_type: Mutex<Vec<(TypeId, Arc<dyn Any + Send + Sync>)>>,
    on_unshown: Mutex<Option<OnUnshown>>,
    tabs: Mutex<Option<TellTabs>>,
    #[cfg(all(debug_assertions, not(target_arch = "wasm32")))]
    forms: crate::developers::Forms,
}

type TellTabs = Box<dyn Fn(Stale) + Send>;
type OnUnshown = Arc<dyn Fn(&UnshownError) + Send + Sync>;

/// A call that failed while nothing on the page shows its error: see [`provide_error_handler`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnshownError {
    /// The call's name.
    pub call: &'static str,
    /// What a person may read, in English.
    pub message: Cow<'static, str>,
}

impl UnshownError {
    pub(crate) const fn new(call: &'static str, message: Cow<'static, str>) -> Self {
        Self { call, message }
    }
}

/// What the server's rendering tells hydration about the page as a whole.
#[derive(Clone, Default, Serialize, Deserialize)]
struct PageState {
    build: String,
    /// How long the body of a call may run that names no `timeout`, in milliseconds, where that is not the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deadline: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    outcome: Option<FormOutcome>,
}

/// Makes actions and queries work below. Call it once, at the top of the application's root component and never inside
/// a condition: what the server rendered is found again by the order of creation.
///
/// Once the page is hydrated the document's element has the attribute `data-actions="live"`. It is missing while the wasm is
/// on its way, where it never comes, and after it has trapped (with [`FormScript`](crate::FormScript) in the head), so that
/// a style sheet can show then what works without it, such as a button that is needed only where a `change` is not sent:
///
/// ```css
/// [data-actions="live"] .plain { visibility: hidden }
/// ```
pub fn provide_actions() {
    #[cfg(all(debug_assertions, not(target_arch = "wasm32")))]
    crate::developers::look_for_mount();
    let state: PageState = SharedValue::<PageState, Cbor>::new_with_encoding(current_state).into_inner();
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    {
        leptos_actions_client::set_build(&state.build);
        if let Some(deadline) = state.deadline {
            leptos_actions_client::set_handler_deadline(deadline);
        }
        leptos_actions_client::set_navigator(crate::form::follow);
        crate::idle::await_hydration();
    }
    let page = Page(Arc::new(Shared {
        outcome: state.outcome,
        ..Shared::default()
    }));
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    page.listen();
    provide_context(page);
}

/// Says what becomes of a call that failed while nothing shows its error: its component is gone, or never asks for
/// `error`, `value`, a field's error or the submissions. One handler serves the page; the last one given.
///
/// ```
/// # use leptos::prelude::*;
/// # use leptos_actions::{provide_actions, provide_error_handler};
/// # #[component] fn App() -> impl IntoView {
/// provide_actions();
/// let unshown = RwSignal::new(None);
/// provide_error_handler(move |error| unshown.set(Some(error.message.to_string())));
/// view! { <p role="alert">{move || unshown.get()}</p> }
/// # }
/// ```
pub fn provide_error_handler(handler: impl Fn(&UnshownError) + Send + Sync + 'static) {
    *lock(&Page::current().0.on_unshown) = Some(Arc::new(handler));
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
fn current_state() -> PageState {
    PageState::default()
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
fn current_state() -> PageState {
    let scope = leptos_actions_server::Scope::current();
    scope
        .inspect(leptos_actions_server::Scope::note_page)
        .map_or_else(PageState::default, |scope| PageState {
            build: scope.build().to_owned(),
            deadline: scope
                .handler_deadline()
                .and_then(|deadline| u32::try_from(deadline.as_millis()).ok())
                .filter(|deadline| *deadline != leptos_actions_client::HANDLER_DEADLINE_MS),
            outcome: scope.form_outcome().cloned(),
        })
}

/// Sets the status of the page that is being rendered, such as 404. Does nothing in the browser. To lead to another page
/// render a [`PageRedirect`](crate::PageRedirect).
///
/// Call it where the outcome of a blocking query is known: the status of a page that streams is sent first.
pub fn set_page_status(status: u16) {
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    if let (Some(scope), Ok(status)) = (
        leptos_actions_server::Scope::current(),
        http::StatusCode::from_u16(status),
    ) {
        scope.set_page_status(status);
    }
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    let _ = status;
}

impl Page {
    /// Asks again for what may be old: everything when the browser shows a page that it had put away, and what could not be
    /// had when the network or whoever reads the page is back.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    fn listen(&self) {
        use wasm_bindgen::JsCast;
        let page = self.clone();
        let shows = window_event_listener_untyped("pageshow", move |event| {
            if event.unchecked_into::<web_sys::PageTransitionEvent>().persisted() {
                page.store().revalidate(None);
            }
        });
        let returns = ["online", "focus"].map(|event| {
            let page = self.clone();
            window_event_listener_untyped(event, move |_| page.store().refetch_failed())
        });
        on_cleanup(move || {
            shows.remove();
            returns.into_iter().for_each(WindowListenerHandle::remove);
        });
    }

    pub(crate) fn current() -> Self {
        use_context().expect("call `leptos_actions::provide_actions()` at the top of the application's root component")
    }

    /// What became of a post of this form, if the page tells of it.
    pub(crate) fn outcome(&self, call: &str, instance: &str) -> Option<FormOutcome> {
        let outcome = self.0.outcome.as_ref();
        let outcome = outcome.filter(|outcome| is_answer() && outcome.call == call && outcome.instance == instance);
        if outcome.is_some() {
            outcome_is_shown();
        }
        outcome.cloned()
    }

    /// What went wrong with a form that is not on the page any more.
    pub(crate) fn orphan(&self) -> Option<String> {
        let message = self.0.outcome.as_ref().filter(|_| is_answer())?.orphan.clone()?;
        outcome_is_shown();
        Some(message)
    }

    /// What is shared under a type, made once.
    pub(crate) fn shared(
        &self,
        of: TypeId,
        make: impl FnOnce() -> Arc<dyn Any + Send + Sync>,
    ) -> Arc<dyn Any + Send + Sync> {
        let mut by_type = lock(&self.0.by_type);
        if let Some((_, found)) = by_type.iter().find(|(other, _)| *other == of) {
            return Arc::clone(found);
        }
        let made = make();
        by_type.push((of, Arc::clone(&made)));
        made
    }

    /// The forms that are rendered, for developers.
    #[cfg(all(debug_assertions, not(target_arch = "wasm32")))]
    pub(crate) fn forms(&self) -> &crate::developers::Forms {
        &self.0.forms
    }

    pub(crate) fn next_number(&self) -> u64 {
        self.0.numbers.fetch_add(1, Ordering::Relaxed)
    }

    /// Something is asked of the server, until what this gives is dropped.
    pub(crate) fn begin(&self) -> Counted {
        self.0.in_flight.begin()
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn in_flight(&self) -> Count {
        self.0.in_flight.clone()
    }

    /// Says how other tabs are told what is stale.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(crate) fn tell_tabs(&self, tell: TellTabs) {
        // A post that this page tells of was made without any script.
        if self.0.outcome.is_some() {
            tell(None);
        }
        *lock(&self.0.tabs) = Some(tell);
    }

    /// An action has made this stale, also in other tabs.
    pub(crate) fn is_stale(&self, stale: Stale) {
        if let Some(tell) = &*lock(&self.0.tabs) {
            tell(stale);
        }
    }

    pub(crate) fn unshown(&self, error: &UnshownError) {
        let handler = lock(&self.0.on_unshown).clone();
        match handler {
            Some(handler) => handler(error),
            None => leptos::logging::warn!("{}: {}", error.call, error.message),
        }
    }
}

fn outcome_is_shown() {
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    if let Some(scope) = leptos_actions_server::Scope::current() {
        scope.form_outcome_is_shown();
    }
}

/// Whether the page that is being made is the one that tells: while it is rendered, and while that is hydrated.
fn is_answer() -> bool {
    cfg!(not(target_arch = "wasm32"))
        || Owner::current_shared_context().is_some_and(|context| context.during_hydration())
}
