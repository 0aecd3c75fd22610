//! What serves forms before and without the wasm.

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod text;

use leptos::{nonce::use_nonce, prelude::*};
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub(crate) use text::file;

/// A script for the page's head, which serves forms before and without the wasm. It stands before `<HydrationScripts>`.
///
/// Most of it is a file that [`actions`](crate::actions) serves under a name with its digest, so that a browser loads it
/// once: 4 KB compressed. What cannot wait for that stands in each page, 0.9 KB: it keeps what is done until the file has run,
/// which then hears of it, refuses a second submit of a form, and holds a form with [`hold`](crate::ServerForm) or
/// [`repeat`](crate::ServerForm). Where the file cannot be had, the browser posts forms as without scripts.
///
/// It tells gestures apart: a double click and a held key are one press. What a gesture has
/// sent once it does not send again, until half a second has passed, or something was typed, chosen, or pressed with
/// another key. And it reaches no other form: neither one whose button has slid under the pointer, nor one that has got
/// the focus while the key is held. Two clicks belong to one gesture if the browser counts them as one run (`detail`), or
/// if they come within half a second to the same control or the same place. Clicks of scripts are all presses, and a form
/// with [`repeat`](crate::ServerForm) counts each click of a run.
///
/// It refuses a second submit of a form that is being sent, marks form and button as busy, keeps the form's
/// address that of its page, and takes `_call` out of the address bar. And it sees to it that nothing is lost or doubled
/// when the wasm is late, does not come, or breaks:
///
/// - A form with [`hold`](crate::ServerForm) that is sent before the wasm is there is kept back for it, three seconds at most.
/// - Once the wasm has trapped, as it does with a panic, the browser posts every form. What the wasm had taken and not
///   answered is posted at once, in order; its key finds what was done of it already. That loads a page.
///
/// A control that was changed before the wasm listens keeps what it was changed to, also where hydration sets a property
/// of it (`prop:checked`, `prop:value`). Its listeners hear of it once the page is hydrated: of `input` and `change`, as far as
/// these were fired, unless its form is being posted. What a browser restores in a page that is loaded again fires no
/// event, and is told to nobody.
///
/// A page that a browser translates goes on working, before hydration and after it: see the guide.
///
/// It also takes `data-actions="live"` from the document's element after a trap. [`provide_actions`](crate::provide_actions)
/// sets that attribute once the page is hydrated, so that a style sheet can show what works without the wasm until then.
///
/// A page that answers a post of the browser ignores the pointer for its first half second, also with scripts off: the second
/// click of a double click reaches nothing of it. That is an inline style, with the nonce of the response. Forms with
/// [`repeat`](crate::ServerForm) take each click.
///
/// A trap is any uncaught `WebAssembly.RuntimeError` of the page. Without this script forms are posted too; only what was
/// sent before hydration may be sent twice, and done once by its key, and after a trap nothing is sent.
#[component]
pub fn FormScript() -> impl IntoView {
    // Both parts run before the module that starts the wasm, which is deferred as well.
    view! {
        <script defer fetchpriority="high" nonce=use_nonce() src=address()></script>
        <script nonce=use_nonce() inner_html=early()></script>
        {is_answer().then(|| view! { <style nonce=use_nonce() inner_html=REST></style> })}
    }
}

/// An animation, because nothing else ends by itself where no script runs; it goes before those of `*`, which are how style
/// sheets take animations from whoever wants none.
const REST: &str = "@keyframes _rest{from,to{pointer-events:none}}:root{animation:_rest .5s!important}form[data-repeat]{pointer-events:auto}";

/// Whether the page that is being rendered tells what became of a post.
fn is_answer() -> bool {
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    {
        use leptos_actions_server::Scope;
        Scope::current().is_some_and(|scope| scope.form_outcome().is_some())
    }
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    false
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
fn address() -> &'static str {
    file().path()
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
fn early() -> &'static str {
    text::early()
}

/// The head is the server's: no browser renders it.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
const fn address() -> &'static str {
    ""
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
const fn early() -> &'static str {
    ""
}
