//! Forms that work with scripts off, and better with them on.

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod browser;
mod text_area;

use leptos::{html, nonce::use_nonce, prelude::*};
use leptos_actions_core::{Action, wire};

use crate::{
    action::ServerAction,
    error_view::{ErrorRegion, FormError, FormErrorProps},
};
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) use browser::follow;
pub use text_area::TextArea;
pub(crate) use text_area::content as text_content;

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
/// A listener of your own on `submit` runs first, and `prevent_default` in it stops the call. The clicked button's name
/// and value travel; a button with a `formaction` of its own is left to the browser.
#[component]
pub fn ServerForm<A: Action>(
    /// What it calls.
    action: ServerAction<A>,
    /// `"never"` keeps the fields as they are after success.
    #[prop(optional)]
    reset: Option<&'static str>,
    /// Its fields and buttons.
    children: Children,
) -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    browser::enhance(form, action, reset != Some("never"));
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    let _ = reset;
    let region = ErrorRegion(StoredValue::new(false));
    provide_context(region);
    let children = children();
    let default_region = (!region.0.get_value()).then(|| FormError(FormErrorProps { action }));
    // The same intent as long as nobody knows what became of it.
    let intent = untrack(|| action.kept(wire::KEY_FIELD)).unwrap_or_else(new_intent);
    let key = action.key();
    let instance = (!key.is_empty()).then(|| view! { <input type="hidden" name=wire::INSTANCE_FIELD value=key/> });
    view! {
        <form
            method="post"
            action=target(A::META.name)
            data-call=A::META.name
            node_ref=form
            aria-busy=move || action.pending().then_some("true")
        >
            <input type="hidden" name=wire::KEY_FIELD value=intent/>
            {instance}
            {children}
            {default_region}
        </form>
    }
    // A form's type would stand in the type of every page that has one; erased, it is compiled once for each action.
    .into_any()
}

/// The page's own address, with the call in it. Its path and its query must both be there: `?_call=x` alone would
/// replace the query.
fn target(call: &str) -> String {
    with_call(&wire::own_address(&here()), call)
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

/// A script of under 1 KB for the page's head, which serves forms before and without the wasm: it refuses a second
/// submit of a form that is being sent, marks form and button as busy, keeps the form's address that of the page, and
/// takes `_call` out of the address bar.
#[component]
pub fn FormScript() -> impl IntoView {
    view! { <script nonce=use_nonce() inner_html=include_str!("form.js")></script> }
}
