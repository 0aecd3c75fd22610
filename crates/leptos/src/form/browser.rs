//! A form with scripts on.

use js_sys::Reflect;
use leptos::{html, prelude::*};
use leptos_actions_core::{Action, wire};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{Element, FormData, HtmlAnchorElement, HtmlElement, HtmlFormElement, SubmitEvent, UrlSearchParams};

use super::{
    Reset, files,
    sent::{Key, Sent, Typing, own_field},
};
use crate::{action::ServerAction, submission::Ended};

/// How a form is sent.
#[derive(Clone)]
pub(super) struct How {
    pub(super) reset: Reset,
    /// Whether it posts to another page, which the browser does.
    pub(super) leaves: bool,
    /// What is asked before.
    pub(super) question: Option<String>,
}

/// Sends the form's submits as calls.
///
/// The listener sits on the document, where a submit arrives after every listener of the form's own; so those can
/// cancel it, in whatever order they were added.
pub(super) fn enhance<A: Action>(form: NodeRef<html::Form>, action: ServerAction<A>, how: How) {
    Effect::new(move |_| {
        let Some(form) = form.get() else { return };
        let form: HtmlFormElement = form.unchecked_into();
        let how = how.clone();
        let target = form.clone();
        let listener = Closure::<dyn Fn(SubmitEvent)>::new(move |event: SubmitEvent| {
            let is_ours = event.target().is_some_and(|target| target == *form.unchecked_ref());
            if is_ours && !event.default_prevented() {
                submit(&form, &event, action, &how);
            }
        });
        let document = document();
        let callback = listener.as_ref().unchecked_ref::<js_sys::Function>().clone();
        if document.add_event_listener_with_callback("submit", &callback).is_err() {
            return;
        }
        // The page's script hands over what it held, and takes the listener away should the wasm trap.
        let _ = Reflect::set(&target, &"_submit".into(), &callback);
        let _ = target.set_attribute("data-live", "");
        let kept = SendWrapper::new((document, callback, listener));
        on_cleanup(move || {
            let (document, callback, _listener) = kept.take();
            let _ = document.remove_event_listener_with_callback("submit", &callback);
        });
    });
}

fn submit<A: Action>(form: &HtmlFormElement, event: &SubmitEvent, action: ServerAction<A>, how: &How) {
    // Also for those that the browser sends.
    let key = Key::of(form);
    let at_once = how.reset == Reset::OnSubmit;
    let submitter = event.submitter();
    if submitter
        .as_ref()
        .is_some_and(|button| button.has_attribute("formaction") || button.has_attribute("formmethod"))
    {
        return;
    }
    // Without its fields the form is better sent by the browser.
    let Ok((mut data, mut fields)) = fields_of(form, submitter.as_ref()) else {
        return;
    };
    if action.checks().refuse(form, submitter.as_ref()) {
        event.prevent_default();
        let form = SendWrapper::new(form.clone());
        // The attributes that say which field is wrong are written in the next turn.
        request_animation_frame(move || focus_first_invalid(&form));
        return;
    }
    // Under way already: from here, or natively from before the wasm was there (the page's script marks that).
    let is_pending = action.pending_untracked() && !at_once;
    let is_another = is_pending && (form.has_attribute("data-repeat") || action.takes_another(&fields));
    let is_sent = (is_pending && !is_another) || form.has_attribute("data-sent");
    if is_sent || how.is_declined(submitter.as_ref()) {
        event.prevent_default();
        return;
    }
    if how.leaves {
        confirmed(form);
        return;
    }
    if is_another {
        // The key in the form is that of what is under way.
        key.renew();
        let Ok(renewed) = fields_of(form, submitter.as_ref()) else {
            return;
        };
        (data, fields) = renewed;
    }
    let sent = Sent {
        event: event.clone(),
        form: form.clone(),
        submitter: submitter.filter(|_| !at_once),
        key,
    };
    sent.begin(&data);
    event.prevent_default();
    action.checks().submitted();
    if !send(&sent, action, how.reset, data, fields) {
        sent.end(action.pending_untracked());
    }
}

/// Makes the call, and sees to the form once it is answered. Whether it is made: a lane may refuse it.
fn send<A: Action>(sent: &Sent, action: ServerAction<A>, reset: Reset, data: FormData, fields: String) -> bool {
    let at_once = reset == Reset::OnSubmit;
    let typing = Typing::watch(&sent.form);
    let is_to_reset = at_once && !typing.is_seen();
    let of_answer = SendWrapper::new(sent.clone());
    let intent = sent.key.intent();
    let answered = move |Ended { settled, succeeded }| {
        let sent = of_answer;
        sent.end(action.pending_untracked());
        // Without the server's last word the next press is the same intent, and is answered if it was carried out.
        if settled && !at_once && sent.key.intent() == intent {
            sent.key.renew();
        }
        // The new data, and the attributes that say which field is wrong, are written in the next turn.
        request_animation_frame(move || match reset {
            Reset::OnSubmit => {}
            _ if !succeeded => focus_first_invalid(&sent.form),
            Reset::OnSuccess if !typing.is_seen() => sent.form.reset(),
            _ => {}
        });
    };
    // Only a form with files links what sends them.
    let files = if const { A::META.has_files() } {
        Some(files::Files::new(data))
    } else {
        None
    };
    let made = action.dispatch_form(fields, files, sent.key.intent(), !at_once, Box::new(answered));
    if made.is_none() {
        return false;
    }
    if is_to_reset {
        sent.form.reset();
    }
    if at_once {
        sent.key.renew();
    }
    true
}

impl How {
    /// Whether somebody is asked, and says no. Who has said yes on the page is not asked again.
    fn is_declined(&self, submitter: Option<&HtmlElement>) -> bool {
        let Some(question) = &self.question else { return false };
        let name = submitter.and_then(|button| button.get_attribute("name"));
        name.as_deref() != Some(wire::CONFIRM_FIELD) && !window().confirm_with_message(question).unwrap_or_default()
    }
}

/// Tells the server that nobody is to be asked any more.
fn confirmed(form: &HtmlFormElement) {
    if let Some(field) = own_field(form, wire::CONFIRM_FIELD) {
        field.set_value(wire::CONFIRM_YES);
    }
}

#[wasm_bindgen]
extern "C" {
    /// The entries that a form sends when a button is clicked, which web-sys cannot ask for yet.
    #[wasm_bindgen(extends = FormData, js_name = FormData)]
    type Entries;

    #[wasm_bindgen(constructor, catch, js_class = FormData)]
    fn new(form: &HtmlFormElement, submitter: Option<&HtmlElement>) -> Result<Entries, JsValue>;
}

/// The fields as the browser would send them, with the clicked button's own; and the same url-encoded.
fn fields_of(form: &HtmlFormElement, submitter: Option<&HtmlElement>) -> Result<(FormData, String), JsValue> {
    let data: FormData = Entries::new(form, submitter)?.into();
    let name = submitter.and_then(|button| button.get_attribute("name"));
    // Safari before 16.4 leaves the button out.
    if let (Some(button), Some(name)) = (submitter, name.filter(|name| !name.is_empty()))
        && !data.has(&name)
    {
        data.append_with_str(&name, &button.get_attribute("value").unwrap_or_default())?;
    }
    let fields = UrlSearchParams::new_with_str_sequence_sequence(&data)?.to_string();
    Ok((data, fields.into()))
}

fn focus_first_invalid(form: &Element) {
    // What is wrong with the form as a whole may stand before its fields.
    let find = |selector| form.query_selector(selector).ok().flatten();
    let found = find("[aria-invalid=true]").or_else(|| find(".form-error:not(:empty)"));
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Path and query of the page, without the call that it may be the answer to.
pub(super) fn here() -> Option<String> {
    let location = window().location();
    Some(location.pathname().ok()? + &location.search().ok()?)
}

/// Follows a redirect as a click on a link does: a router takes it over if there is one, or else the page is loaded.
pub(crate) fn follow(path: &str) {
    click(path, false);
}

/// The same in the place of the page that redirects, so that "back" does not lead to it again.
pub(crate) fn follow_instead(path: &str) {
    click(path, true);
}

fn click(path: &str, replaces: bool) {
    let Ok(link) = document().create_element("a") else {
        return;
    };
    let link: HtmlAnchorElement = link.unchecked_into();
    link.set_href(path);
    // A property that Leptos' router reads from links.
    let _ = Reflect::set(&link, &"replace".into(), &replaces.into());
    if document().body().is_some_and(|body| body.append_child(&link).is_ok()) {
        link.click();
        link.remove();
    }
}
