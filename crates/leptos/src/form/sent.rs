//! A form that is under way.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use js_sys::Reflect;
use leptos::{ev, prelude::*};
use leptos_actions_core::{IdempotencyKey, wire};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{FormData, HtmlElement, HtmlFormElement, HtmlInputElement, SubmitEvent};

/// A form that was sent.
#[derive(Clone)]
pub(super) struct Sent {
    pub(super) event: SubmitEvent,
    pub(super) form: HtmlFormElement,
    /// Its button, if that waits for the answer.
    pub(super) submitter: Option<HtmlElement>,
    pub(super) key: Key,
}

impl Sent {
    /// What is sent is told to the page's script, which posts it should the wasm trap before it is answered.
    pub(super) fn begin(&self, data: &FormData) {
        busy(self.submitter.as_ref(), true);
        let _ = Reflect::set(&self.event, &SENDING.into(), data);
    }

    /// It is answered; the form may have been sent again meanwhile.
    pub(super) fn end(&self, is_pending: bool) {
        busy(self.submitter.as_ref(), is_pending);
        let _ = Reflect::set(&self.event, &SENDING.into(), &JsValue::NULL);
    }
}

/// A property of submit events, as long as they are not answered.
const SENDING: &str = "sending";

/// The field that holds a form's idempotency key.
#[derive(Clone)]
pub(super) struct Key(Option<HtmlInputElement>);

impl Key {
    /// Of a form that is being sent: there is a key in it now.
    pub(super) fn of(form: &HtmlFormElement) -> Self {
        let key = Self(own_field(form, wire::KEY_FIELD));
        if key.0.as_ref().is_some_and(|field| field.value().is_empty()) {
            key.renew();
        }
        key
    }

    pub(super) fn intent(&self) -> Option<IdempotencyKey> {
        IdempotencyKey::parse(&self.0.as_ref()?.value())
    }

    pub(super) fn renew(&self) {
        if let (Some(field), Some(key)) = (&self.0, leptos_actions_client::new_key()) {
            field.set_value(key.as_str());
        }
    }
}

/// Whether a field of a form was changed since its submit: what was typed then belongs to the next one, and no reset may
/// take it.
pub(super) struct Typing {
    is_seen: Arc<AtomicBool>,
    listener: Option<WindowListenerHandle>,
}

impl Typing {
    pub(super) fn watch(form: &HtmlFormElement) -> Self {
        // The page's script tells of what was typed while it held the form.
        let is_seen = Arc::new(AtomicBool::new(form.has_attribute("data-typed")));
        let (form, seen) = (SendWrapper::new(form.clone()), Arc::clone(&is_seen));
        let listener = window_event_listener(ev::input, move |event| {
            // A field may belong to the form without standing in it.
            let field = event.target().map(JsValue::from).unwrap_or_default();
            let owner = Reflect::get(&field, &"form".into());
            seen.fetch_or(
                owner.is_ok_and(|owner| js_sys::Object::is(&owner, &form)),
                Ordering::Relaxed,
            );
        });
        Self {
            is_seen,
            listener: Some(listener),
        }
    }

    pub(super) fn is_seen(&self) -> bool {
        self.is_seen.load(Ordering::Relaxed)
    }
}

impl Drop for Typing {
    fn drop(&mut self) {
        if let Some(listener) = self.listener.take() {
            listener.remove();
        }
    }
}

/// A hidden field that a form has by itself.
pub(super) fn own_field(form: &HtmlFormElement, name: &str) -> Option<HtmlInputElement> {
    let selector = ["input[name=", name, "]"].concat();
    form.query_selector(&selector).ok().flatten()?.dyn_into().ok()
}

fn busy(button: Option<&HtmlElement>, busy: bool) {
    let Some(button) = button else { return };
    // The only way to fail is a name that is no attribute name.
    let _ = if busy {
        button.set_attribute("aria-busy", "true")
    } else {
        button.remove_attribute("aria-busy")
    };
}
