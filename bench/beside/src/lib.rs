//! One product's page, twice: with our calls under `/ours`, on plain Leptos under `/plain`.
//!
//! 1. Both show the same ([`show`]) of the same data ([`data`]), and the server does the same for both (`store`).
//! 2. Each has data of its own, so that neither meets what was done on the other.
//! 3. Whatever is asked of the server but a file takes a round trip of a configured length (`serve`).
//!
//! `measure.mjs` opens both, does the same on each and measures.

pub mod data;
pub mod ours;
pub mod plain;
#[cfg(not(target_arch = "wasm32"))]
mod serve;
pub mod show;
#[cfg(not(target_arch = "wasm32"))]
mod store;

use leptos::prelude::*;
use leptos_actions::FormScript;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

#[cfg(not(target_arch = "wasm32"))]
pub use serve::serve;

/// Both pages. They are rendered in one piece, as the bookshop's are.
#[component]
pub fn App() -> impl IntoView {
    leptos_actions::provide_actions();
    view! {
        <Router>
            <Routes fallback=|| "There is no such page.">
                <Route path=path!("/") view=Start/>
                <Route path=path!("/ours") view=ours::Page ssr=SsrMode::Async/>
                <Route path=path!("/plain") view=plain::Page ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}

/// The way to them; once it is there, the server is.
#[component]
fn Start() -> impl IntoView {
    view! { <a href="/ours">"With our calls"</a> " " <a href="/plain">"On plain Leptos"</a> }
}

/// The document around them.
#[must_use]
pub fn shell() -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <title>"Side by side"</title>
                <link rel="icon" href="data:,"/>
                <FormScript/>
                <script type="module">"import start from '/pkg/beside.js'; start();"</script>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// Takes over the page that the server rendered, and says so to the measurement.
#[cfg(target_arch = "wasm32")]
pub fn hydrate() {
    hydrate_body(App);
    if let Some(root) = document().document_element() {
        // The measurement ends with a message when the mark does not come.
        let _ = root.set_attribute("data-hydrated", "");
    }
}
