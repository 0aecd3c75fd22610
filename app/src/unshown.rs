//! What went wrong with something whose place on the page is gone.

use leptos::prelude::*;
use leptos_actions::{Callable, provide_error_handler};

use crate::books::CountView;

/// Tells of failures that nothing else on the page tells of.
#[component]
pub fn Unshown() -> impl IntoView {
    let message = RwSignal::new(None::<String>);
    provide_error_handler(move |error| {
        // Nobody has asked for a view to be counted.
        if error.call != CountView::META.name {
            message.set(Some(error.message.to_string()));
        }
    });
    view! {
        <div class="unshown" role="alert">
            {move || {
                message
                    .get()
                    .map(|text| {
                        view! {
                            <p>"Something that you did before has failed: "{text}</p>
                            <button class="quiet live" on:click=move |_| message.set(None)>"Dismiss"</button>
                        }
                    })
            }}
        </div>
    }
}
