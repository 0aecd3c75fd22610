//! Forms that work with scripts off, and better with them on.

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod browser;
mod confirm;
mod files;
mod gesture;
mod script;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod sent;
mod status;
mod text_area;
mod with;

use std::borrow::Cow;

use leptos::{html, prelude::*};
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
use leptos_actions_core::FormValues;
use leptos_actions_core::{Action, wire};

use crate::{
    action::ServerAction,
    error_view::{ErrorRegion, FormError, FormErrorProps},
};
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) use browser::{follow, follow_instead};
pub use confirm::Confirm;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) use files::{Files, unreadable};
pub use gesture::is_repeated;
pub use script::FormScript;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub(crate) use script::file as script_file;
pub use status::{FormStatus, use_form_status};
pub use text_area::TextArea;
pub(crate) use text_area::content as text_content;
pub use with::With;

/// A form that calls an action.
///
/// Without scripts it is an ordinary form that posts to the page it stands on: success leads back to the page or to
/// where the reply redirects, failure answers with the page itself, what was typed, and what is wrong. With scripts the
/// same fields are sent without leaving the page; the fields are reset once the new data is on screen, and never after
/// a failure. The page must not render out of order (`SsrMode::Async` or `InOrder`), which needs scripts to be seen.
///
/// It has an idempotency key, in a hidden field: however often its values arrive, they are carried out once. The key is
/// used up by the server's answer; after an answer that was lost the next press sends the same. A page with such a form
/// is `no-store`.
///
/// Where the action takes files, the form is sent as `multipart/form-data`. With scripts number, size and type of the
/// files are checked before anything is sent, and [`progress`](ServerAction::progress) says how far it is. After a
/// failure the files that were chosen are still there with scripts; without, nobody can put them back into the page.
///
/// With `confirm` it asks before it is carried out: in a dialog, or without scripts on the page that answers the first
/// post, where the form asks and only "yes" runs the action. That guards people against slips, not against forgery. On
/// that page the form's own fields stay, with what was typed; secrets and files have to be given again, and the value of
/// a clicked button is not known any more.
///
/// With `page` it posts to another page of the site than the one it stands on, and the form of that page with the same
/// action and the same [key](ServerAction::keyed) shows what became of it: what was typed, what is wrong, and the focus.
/// Success leads to that page too, unless the reply redirects. With scripts the browser posts it as well, since another
/// page is loaded either way; fields are checked and questions asked before. It has no pending state but `aria-busy`.
///
/// Sent before the wasm is there, the form is posted by the browser. With `hold` it is kept back for the wasm instead, so
/// that the page stays: with what was in it at the press, in the order of the presses, for three seconds at most. Then,
/// or as soon as it is known that the wasm does not come, it is posted after all. What is typed meanwhile stays in the
/// form if the wasm takes it. Listeners of scripts on `submit` run twice: at the press, and when the wasm takes it. Whoever
/// leaves the page meanwhile has sent it too, up to the 64 KiB that a browser sends then. It takes [`FormScript`].
///
/// A double click and a held key are one press: see [`FormScript`]. With `repeat` each click of a run is sent, under a key
/// of its own and without waiting for the answer to the one before; a held key is one press there too.
///
/// A listener of your own on `submit` runs first, and `prevent_default` in it stops the call. The clicked button's name
/// and value travel; a button with a `formaction` of its own is left to the browser.
#[component]
pub fn ServerForm<A: Action>(
    /// What it calls.
    action: ServerAction<A>,
    /// When its fields are reset.
    #[prop(optional)]
    reset: Reset,
    /// Values that it sends without an input for each: `with=[SetQuantity::book().is(book)]`. See [`With`].
    #[prop(optional, into)]
    with: With<A>,
    /// What it asks first: `confirm="Delete “Emma”?"`. See [`Confirm`].
    #[prop(optional, into)]
    confirm: Option<Confirm>,
    /// The path of another page that it posts to, with a query or without. One of another site is not taken.
    #[prop(optional, into)]
    page: Option<String>,
    /// Whether what is sent before the wasm is there waits for it: for forms without which a page load would take
    /// something, say what is typed in others.
    #[prop(optional)]
    hold: bool,
    /// Whether each click of a run is a press of its own, as on the "+" beside a number. Without it a double click is one.
    #[prop(optional)]
    repeat: bool,
    /// Its fields and buttons.
    children: Children,
) -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    let page = page.and_then(other_page);
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    browser::enhance(
        form,
        action,
        browser::How {
            reset,
            leaves: page.is_some(),
            question: confirm.as_ref().map(Confirm::question),
        },
    );
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    let _ = reset;
    #[cfg(all(debug_assertions, not(target_arch = "wasm32")))]
    if let Some(handle) = action.living() {
        handle.page.forms().render(&handle);
        handle.places.form();
    }
    let region = ErrorRegion(StoredValue::new(false));
    provide_context(region);
    provide_context(FormStatus::of(action));
    let children = children();
    let default_region = (!region.0.get_value()).then(|| FormError(FormErrorProps { action }));
    // The same intent as long as nobody knows what became of it.
    let intent = untrack(|| action.kept(wire::KEY_FIELD)).unwrap_or_else(new_intent);
    let key = action.key();
    let instance = (!key.is_empty()).then_some((wire::INSTANCE_FIELD, key));
    let own = std::iter::once((wire::KEY_FIELD, intent)).chain(instance);
    let asked = confirm
        .as_ref()
        .map(|_| (wire::CONFIRM_FIELD, wire::CONFIRM_ASK.to_owned()));
    let confirm = confirm.map(|confirm| confirm.view(Signal::derive(move || action.asks())));
    let own = own.chain(asked).map(|(name, value)| (name.into(), value));
    let hidden: Vec<_> = own.chain(with.into_pairs()).map(hidden).collect();
    view! {
        <form
            method="post"
            action=target(page.as_deref(), A::META.name)
            data-call=A::META.name
            data-page=page
            data-hold=hold
            data-repeat=repeat
            enctype=A::META.has_files().then_some(wire::MULTIPART)
            node_ref=form
            aria-busy=move || action.pending().then_some("true")
        >
            {hidden}
            {children}
            {confirm}
            {default_region}
        </form>
    }
    // A form's type would stand in the type of every page that has one; erased, it is compiled once for each action.
    .into_any()
}

/// When the fields of a `<ServerForm>` are reset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reset {
    /// After success, once the new data is on screen, unless something was typed since.
    #[default]
    OnSuccess,
    /// Never: what was saved goes on being edited.
    Never,
    /// With scripts as soon as it is sent, so that the next can be typed: for lists whose page shows the
    /// [submissions](ServerAction::submissions), where what failed stays with its retry.
    OnSubmit,
}

/// A field that nobody sees.
fn hidden((name, value): (Cow<'static, str>, String)) -> impl IntoView {
    view! { <input type="hidden" name=name value=value/> }
}

/// A page of this site, without a fragment.
fn other_page(page: String) -> Option<String> {
    let path = page.split('#').next().unwrap_or_default();
    wire::is_same_site(path).then(|| path.to_owned())
}

/// The address of another page or the page's own, with the call in it. Its path and its query must both be there: `?_call=x` alone would
/// replace the query.
fn target(other: Option<&str>, call: &str) -> String {
    other.map_or_else(|| with_call(&own_page(), call), |page| with_call(page, call))
}

fn own_page() -> String {
    wire::own_address(&here())
}

fn with_call(page: &str, call: &str) -> String {
    let separator = if page.contains('?') { '&' } else { '?' };
    format!("{page}{separator}{}={call}", wire::CALL_PARAM)
}

/// A new idempotency key for a form. The server's rendering mints it; a form that is made in the browser has one once it is
/// sent, and hydration leaves what is there.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
fn new_intent() -> String {
    let key = leptos_actions_server::Scope::current().and_then(|scope| scope.form_key());
    key.map(|key| key.as_str().to_owned()).unwrap_or_default()
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
const fn new_intent() -> String {
    String::new()
}

/// The fields of a form with another key.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) fn with_key(fields: &str, key: Option<&leptos_actions_core::IdempotencyKey>) -> String {
    let sent = FormValues::parse(fields.as_bytes()).ok();
    let sent = sent.as_ref().and_then(|values| values.get(wire::KEY_FIELD));
    match (sent, key) {
        // It is long and random: nothing else in the form is the same.
        (Some(sent), Some(key)) if !sent.is_empty() && sent != key.as_str() => fields.replacen(sent, key.as_str(), 1),
        _ => fields.to_owned(),
    }
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
fn here() -> String {
    let scope = leptos_actions_server::Scope::current();
    scope
        .and_then(|scope| scope.uri()?.path_and_query().map(ToString::to_string))
        .unwrap_or_default()
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
fn here() -> String {
    browser::here().unwrap_or_default()
}
