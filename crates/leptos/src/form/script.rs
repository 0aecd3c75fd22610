//! What serves forms before and without the wasm.

use std::sync::LazyLock;

use leptos::{nonce::use_nonce, prelude::*};

/// A script for the page's head, which serves forms before and without the wasm. It stands before `<HydrationScripts>`.
///
/// 3 KB of it, or 1.2 KB compressed, tell gestures apart: a double click and a held key are one press. What a gesture has
/// sent once it does not send again, until half a second has passed, or something was typed, chosen, or pressed with
/// another key. And it reaches no other form: neither one whose button has slid under the pointer, nor one that has got
/// the focus while the key is held. Two clicks belong to one gesture if the browser counts them as one run (`detail`), or
/// if they come within half a second to the same control or the same place. Clicks of scripts are all presses, and a form
/// with [`repeat`](crate::ServerForm) counts each click of a run.
///
/// Under 1 KB of it refuses a second submit of a form that is being sent, marks form and button as busy, keeps the form's
/// address that of its page, and takes `_call` out of the address bar. The rest, 8 KB or 2.7 KB compressed, sees to it
/// that nothing is lost or doubled when the wasm is late, does not come, or breaks:
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
/// A trap is any uncaught `WebAssembly.RuntimeError` of the page. Without this script forms are posted too; only what was
/// sent before hydration may be sent twice, and done once by its key, and after a trap nothing is sent.
#[component]
pub fn FormScript() -> impl IntoView {
    view! { <script nonce=use_nonce() inner_html=SCRIPT.as_str()></script> }
}

/// Without comments and indentation.
static SCRIPT: LazyLock<String> = LazyLock::new(|| {
    let lines = concat!(
        include_str!("gesture.js"),
        include_str!("form.js"),
        include_str!("changed.js"),
        include_str!("translated.js"),
        include_str!("rescue.js")
    )
    .lines();
    let lines = lines
        .map(str::trim_start)
        .filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
});

#[cfg(test)]
mod tests {
    #[test]
    fn the_pages_script_is_small() {
        assert!(include_str!("form.js").len() < 1024);
        assert!(super::SCRIPT.len() < 14 * 1024, "{}", super::SCRIPT.len());
    }
}
