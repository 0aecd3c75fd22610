//! What serves forms before and without the wasm.

use std::sync::LazyLock;

use leptos::{nonce::use_nonce, prelude::*};

/// A script for the page's head, which serves forms before and without the wasm.
///
/// It refuses a second submit of a form that is being sent, marks form and button as busy, keeps the form's address that
/// of its page, and takes `_call` out of the address bar. That is under 1 KB. The rest, 3 KB, sees to it that nothing is
/// lost when the wasm is late or breaks:
///
/// - A form with [`hold`](ServerForm) that is sent before the wasm is there is kept back for it, for three seconds.
/// - Once the wasm has trapped (a panic is a trap), every form is posted by the browser again. What the wasm had taken and
///   not answered yet is posted too, in order: its key finds the answer if there is one.
///
/// A page without it has forms that work; they are posted at once, and after a trap they do nothing.
#[component]
pub fn FormScript() -> impl IntoView {
    view! { <script nonce=use_nonce() inner_html=SCRIPT.as_str()></script> }
}

/// Without comments and indentation.
static SCRIPT: LazyLock<String> = LazyLock::new(|| {
    let lines = concat!(include_str!("form.js"), include_str!("rescue.js")).lines();
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
        assert!(super::SCRIPT.len() < 5 * 1024, "{}", super::SCRIPT.len());
    }
}
