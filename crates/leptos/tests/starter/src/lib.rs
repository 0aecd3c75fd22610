//! The starter's application with one action.

use leptos::prelude::*;
use leptos_actions::{prelude::*, provide_actions};

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

/// The page.
#[component]
pub fn App() -> impl IntoView {
    provide_actions();
    let add = use_server_action::<Add>();
    view! {
        <ServerForm action=add>
            <input name="number" value=move || add.kept_or("number", 1)/>
            <button>"Add"</button>
        </ServerForm>
        <p>{move || add.value().and_then(Result::ok)}</p>
    }
}

/// The browser's entry.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_body(App);
}
