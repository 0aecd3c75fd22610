//! What is shown where something could not be loaded.

use leptos::prelude::*;
use leptos_actions::{AppError, CallError, set_page_status};
use leptos_meta::Title;

/// Says what could not be loaded, with the page's status as it is.
#[component]
pub fn Failed<E: AppError>(error: CallError<E>, #[prop(into)] what: String) -> impl IntoView {
    set_page_status(error.status());
    match error {
        CallError::NotFound => view! { <NotFound what/> }.into_any(),
        CallError::Internal(internal) => view! {
            <section class="failed" role="alert">
                <p>{what}" could not be shown. Something went wrong on our side."</p>
                <p class="reference">"Reference: "{internal.digest().to_string()}</p>
            </section>
        }
        .into_any(),
        error => view! {
            <section class="failed" role="alert">
                <p>{what}" could not be shown. "{error.message()}</p>
            </section>
        }
        .into_any(),
    }
}

/// What is not there.
#[component]
pub fn NotFound(#[prop(into)] what: String) -> impl IntoView {
    set_page_status(404);
    view! {
        <Title text="Not found"/>
        <section class="failed">
            <h1>"Not found"</h1>
            <p>{what}" is not in our shop."</p>
            <a href="/">"Look at the books"</a>
        </section>
    }
}
