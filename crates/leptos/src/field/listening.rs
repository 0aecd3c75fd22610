//! Fields in a browser: who changed what, and when that is checked.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_actions_core::{FieldErrors, FieldPlace, ShapeKind};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Element, Event, FormData, HtmlElement, HtmlFormElement};

use super::checks::Checks;

/// A field that is on the page.
pub(crate) struct Watched {
    /// Its element's.
    id: usize,
    place: FieldPlace,
    /// Since the form was made, or sent.
    is_changed: bool,
    /// Whether its error is on screen, whoever said so.
    shows_error: Arc<dyn Fn() -> bool + Send + Sync>,
}

/// An element's listeners; they go with it.
pub(super) struct Listening {
    id: usize,
    checks: Checks,
    element: Element,
    listener: Closure<dyn Fn(Event)>,
}

const EVENTS: [&str; 2] = ["input", "focusout"];

impl Listening {
    pub(super) fn new(
        element: &Element,
        checks: Checks,
        place: FieldPlace,
        shows_error: Arc<dyn Fn() -> bool + Send + Sync>,
    ) -> Self {
        let id = checks.watch(place, shows_error);
        let field = element.clone();
        let listener = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            let Some(form) = form_of(&field) else { return };
            if event.type_() == "input" {
                checks.changed(&form, &place.name());
            } else if !leads_to_button(&event) {
                checks.left(&form, &place.name());
            }
        });
        for event in EVENTS {
            // It fails only for what is no function.
            let _ = element.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
        }
        let element = element.clone();
        Self {
            id,
            checks,
            element,
            listener,
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        for event in EVENTS {
            let listener = self.listener.as_ref().unchecked_ref();
            let _ = self.element.remove_event_listener_with_callback(event, listener);
        }
        let id = self.id;
        self.checks
            .watched
            .try_update_value(|watched| watched.retain(|other| other.id != id));
    }
}

impl Checks {
    fn watch(self, place: FieldPlace, shows_error: Arc<dyn Fn() -> bool + Send + Sync>) -> usize {
        let added = self.watched.try_update_value(|watched| {
            let id = watched.last().map_or(0, |last| last.id + 1);
            watched.push(Watched {
                id,
                place,
                is_changed: false,
                shows_error,
            });
            id
        });
        added.unwrap_or_default()
    }

    pub(super) fn is_changed(self, field: &str) -> bool {
        let found = self
            .watched
            .try_with_value(|watched| watched.iter().any(|one| one.is_changed && one.place.is(field)));
        found.unwrap_or_default()
    }

    /// What was sent is not changed any more.
    pub(crate) fn submitted(self) {
        self.watched
            .try_update_value(|watched| watched.iter_mut().for_each(|one| one.is_changed = false));
    }

    /// Someone types. Only an error that is shown already follows, so that nobody is told half-way.
    fn changed(self, form: &HtmlFormElement, field: &str) {
        self.watched.try_update_value(|watched| {
            let same = watched.iter_mut().filter(|one| one.place.is(field));
            same.for_each(|one| one.is_changed = true);
        });
        self.check(form, |one| {
            concerns(one.place, field) && untrack(|| (one.shows_error)())
        });
    }

    /// The focus leaves the field.
    fn left(self, form: &HtmlFormElement, field: &str) {
        self.check(form, |one| concerns(one.place, field));
    }

    /// Whether a form that is to be sent is not right. Says so beside its fields.
    pub(crate) fn refuse(self, form: &HtmlFormElement, submitter: Option<&HtmlElement>) -> bool {
        let is_free = submitter.is_some_and(|button| button.has_attribute("formnovalidate"));
        !is_free && !form.no_validate() && self.check(form, |_| true)
    }

    /// Checks those of the changed fields that are `due`; whether something is wrong with any.
    fn check(self, form: &HtmlFormElement, due: impl Fn(&Watched) -> bool) -> bool {
        let places = self.watched.try_with_value(|watched| {
            let due = watched.iter().filter(|one| one.is_changed && due(one));
            due.map(|one| one.place).collect::<Vec<_>>()
        });
        let mut is_wrong = false;
        for place in places.unwrap_or_default() {
            let errors = errors(place, form);
            is_wrong |= !errors.is_empty();
            self.decide(place.name(), errors);
        }
        is_wrong
    }
}

/// Whether a field's verdict depends on another: on itself, and on that which it must be the same as.
fn concerns(place: FieldPlace, field: &str) -> bool {
    place.is(field) || place.same_as().is_some_and(|other| other == field)
}

/// What is wrong with a field as it would be sent now.
fn errors(place: FieldPlace, form: &HtmlFormElement) -> FieldErrors {
    // Files are looked at when they are sent.
    if place.shape().kind == ShapeKind::File {
        return FieldErrors::new();
    }
    // Without its fields nobody but the server can say.
    let Ok(data) = FormData::new_with_form(form) else {
        return FieldErrors::new();
    };
    place.errors(|name| {
        data.get_all(name)
            .iter()
            .filter_map(|value| value.as_string())
            .collect()
    })
}

fn form_of(element: &Element) -> Option<HtmlFormElement> {
    // A field may belong to a form without standing in it.
    js_sys::Reflect::get(element, &"form".into()).ok()?.dyn_into().ok()
}

/// Who presses a button must find it where it was: no message may move it between press and release. The submit that
/// follows checks the field as well.
fn leads_to_button(event: &Event) -> bool {
    let next = js_sys::Reflect::get(event, &"relatedTarget".into()).unwrap_or(JsValue::NULL);
    next.dyn_ref::<Element>()
        .is_some_and(|next| next.matches("button,[type=submit]").unwrap_or_default())
}
