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
        error => {
            let reference = match &error {
                CallError::Internal(internal) => Some(internal.digest().to_string()),
                _ => None,
            };
            view! {
                <Title text="Not available"/>
                <section class="failed">
                    <h1>"Not available"</h1>
                    <p role="alert">{what}" could not be shown. "{error.message()}</p>
                    {reference.map(|reference| view! { <p class="reference">"Reference: "{reference}</p> })}
                </section>
            }
            .into_any()
        }
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
