//! What developers are told while the server renders a page, once each. Nothing of it is in a release build or in wasm.

use std::{
    panic::Location,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use http::request::Parts;
use leptos::reactive::owner::with_context;
use leptos_actions_core::{Action, FieldErrors};
use leptos_actions_server::{Scope, say};

use crate::action::Handle;

/// An action is dispatched: while a page is rendered that runs nothing.
pub(crate) fn dispatched(call: &str, at: &Location<'_>) {
    if Scope::current().is_some() {
        say::once(format!(
            "{at}: `dispatch` of `{call}` while a page is rendered runs nothing. Dispatch in an event handler or in an \
             `Effect`; what a page needs to be rendered is a query"
        ));
    }
}

/// A page is rendered: for a request that has passed through what `mount` returned, or else no call will be answered.
pub(crate) fn look_for_mount() {
    // While it lists routes, `leptos_axum` provides a head without any header.
    let is_unmounted =
        with_context(|head: &Parts| !head.headers.is_empty() && head.extensions.get::<Scope>().is_none());
    if is_unmounted == Some(true) {
        say::once(
            "a page is rendered outside of the router that `actions().mount(pages)` returns: its forms are answered 405 and \
             `/_call/..` 404. Serve that router in place of `pages`"
                .to_owned(),
        );
    }
}

/// The forms of a page.
#[derive(Default)]
pub(crate) struct Forms(Mutex<Vec<Rendered>>);

struct Rendered {
    call: &'static str,
    key: String,
    /// Gone with the component that made it.
    handle: Weak<dyn Send + Sync>,
    at: &'static Location<'static>,
}

impl Forms {
    /// Compares a form with those that the page has already. One handle may have several forms.
    pub(crate) fn render<A: Action>(&self, handle: &Arc<Handle<A>>) {
        let (call, key) = (A::META.name, handle.key());
        let own: Weak<dyn Send + Sync> = Arc::downgrade(handle) as _;
        let mut forms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_other = |form: &&Rendered| form.handle.strong_count() > 0 && !form.handle.ptr_eq(&own);
        let mut alike = forms.iter().filter(|form| form.call == call && form.key == key);
        if let Some(other) = alike.find(is_other) {
            say::once(format!(
                "{} and {}: two forms of `{call}` on one page cannot be told apart: their fields have the same ids, and \
                 without scripts both show what became of either. Give each handle a name: \
                 `use_server_action::<..>().keyed(id)`",
                other.at, handle.made_at
            ));
        }
        forms.push(Rendered {
            call,
            key,
            handle: own,
            at: handle.made_at,
        });
    }
}

/// The fields of which a form shows what is wrong, and whether a form is rendered at all.
#[derive(Default)]
pub(crate) struct Places(Mutex<(bool, Vec<String>)>);

impl Places {
    /// A form of the handle is rendered.
    pub(crate) fn form(&self) {
        self.lock().0 = true;
    }

    /// A component asks for the message of a field.
    pub(crate) fn add(&self, field: &str) {
        let places = &mut self.lock().1;
        if !places.iter().any(|place| place == field) {
            places.push(field.to_owned());
        }
    }

    /// Names the refused fields whose message no component has asked for by the time that the page is rendered.
    pub(crate) fn check(&self, call: &str, errors: &FieldErrors, at: &Location<'_>) {
        let (has_form, places) = &*self.lock();
        let refused = errors.iter().map(|(field, _)| field).filter(|field| !field.is_empty());
        for field in refused.filter(|field| *has_form && !places.iter().any(|place| place == field)) {
            say::once(format!(
                "{at}: the form of `{call}` has no place for what is wrong with its field `{field}`, and people read only \
                 that something is. Add `<FieldError action name=\"{field}\"/>` or a field component"
            ));
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, (bool, Vec<String>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
