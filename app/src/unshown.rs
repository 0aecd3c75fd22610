//! What went wrong with something whose place on the page is gone.

use leptos::prelude::*;
use leptos_actions::provide_error_handler;

/// Tells of failures that nothing else on the page tells of.
#[component]
pub fn Unshown() -> impl IntoView {
    let message = RwSignal::new(None::<String>);
    provide_error_handler(move |error| message.set(Some(error.message.to_string())));
    view! {
        <div class="unshown" role="alert">
            {move || {
                message
                    .get()
                    .map(|text| {
                        view! {
                            <p>"Something that you did before has failed: "{text}</p>
                            <button class="quiet" on:click=move |_| message.set(None)>"Dismiss"</button>
                        }
                    })
            }}
        </div>
    }
}
