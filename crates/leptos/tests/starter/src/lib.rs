//! The starter's application with one action, and a page that is loaded when it is shown.

use leptos::prelude::*;
use leptos_actions::{prelude::*, provide_actions};
use leptos_router::{
    components::{Route, Router, Routes},
    path,
};

/// Only the server's half may name this. A browser is no server, whatever features it is compiled with.
#[cfg(feature = "ssr")]
#[cfg_attr(target_arch = "wasm32", expect(dead_code))]
fn only_on_the_server() -> u32 {
    42
}

/// Adds to a number that only the server knows.
#[action(public)]
pub async fn add(number: u32) -> CallResult<u32> {
    Ok(only_on_the_server() + number)
}

leptos_actions::lazy_pages! {
    /// The pages that are loaded when they are shown.
    pub mod pages, else NotLoaded;
    "/about" => about = About;
}

#[component]
fn About() -> impl IntoView {
    "About this application."
}

#[component]
fn NotLoaded() -> impl IntoView {
    view! { <a href="" rel="external">"Try again"</a> }
}

#[component]
fn Home() -> impl IntoView {
    let add = use_server_action::<Add>();
    view! {
        <ServerForm action=add>
            <input name="number" value=move || add.kept_or("number", 1)/>
            <button>"Add"</button>
        </ServerForm>
        <p>{move || add.value().and_then(Result::ok)}</p>
    }
}

/// The application.
#[component]
pub fn App() -> impl IntoView {
    provide_actions();
    view! {
        <Router>
            <a href="/about">"About"</a>
            <Routes fallback=|| "Not found">
                <Route path=path!("/") view=Home/>
                <Route path=path!("/about") view=pages::about()/>
            </Routes>
        </Router>
    }
}

/// The document around it.
#[cfg(all(feature = "ssr", not(target_arch = "wasm32")))]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <leptos_actions::FormScript/>
                <HydrationScripts options/>
                {pages::links()}
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The browser's entry: the page stays as it was served until its part is there.
#[cfg(all(feature = "hydrate", target_arch = "wasm32"))]
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn hydrate() {
    pages::load(&location().pathname().unwrap_or_default()).await;
    leptos::mount::hydrate_body(App);
}
