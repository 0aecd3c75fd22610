//! An ordinary application with leptos_axum, to which this library was added.

pub mod app;
pub mod guests;
pub mod shout;
pub mod sign_in;

/// The browser's entry.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
