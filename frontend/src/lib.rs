#![cfg(target_arch = "wasm32")]
#![recursion_limit = "256"]
//! The bookshop's wasm entry.

use leptos::{leptos_dom::helpers::location, prelude::document};

/// Takes over the page that the server rendered, and says so to whoever waits for it (the end-to-end tests).
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn hydrate() {
    console_error_panic_hook::set_once();
    // Until then the page is served without the wasm.
    app::pages::load(&location().pathname().unwrap_or_default()).await;
    leptos::mount::hydrate_body(app::App);
    if let Some(root) = document().document_element() {
        // A page without the mark works just as well.
        let _ = root.set_attribute("data-hydrated", "");
    }
}
