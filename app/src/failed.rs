//! What is shown where something could not be loaded.

use leptos::prelude::*;
use leptos_actions::{AppError, CallError, IntoQuery, ServerQuery, set_page_status};
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// Says what could not be loaded, with the page's status as it is.
#[component]
pub fn Failed<E: AppError, Q: IntoQuery>(
    error: CallError<E>,
    #[prop(into)] what: String,
    query: ServerQuery<Q>,
) -> impl IntoView {
    set_page_status(error.status());
    if matches!(error, CallError::NotFound) {
        return view! { <NotFound what/> }.into_any();
    }
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
            <TryAgain query/>
        </section>
    }
    .into_any()
}

/// Returns the address of the page.
fn use_here() -> impl Fn() -> String {
    let location = use_location();
    move || match location.search.get() {
        search if search.is_empty() => location.pathname.get(),
        search => format!("{}?{search}", location.pathname.get()),
    }
}

/// Asks a query again; without scripts, for the page.
#[component]
pub fn TryAgain<Q: IntoQuery>(query: ServerQuery<Q>) -> impl IntoView {
    let here = use_here();
    let ask = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        query.refetch();
    };
    view! {
        <a href=here on:click=ask aria-busy=move || query.refreshing().then_some("true")>
            "Try again"
        </a>
    }
}

/// Stands for a page whose part of the wasm did not come: the connection is lost, or a newer version is served.
#[component]
pub fn NotLoaded() -> impl IntoView {
    let here = use_here();
    view! {
        <Title text="Not available"/>
        <section class="failed">
            <h1>"Not available"</h1>
            <p role="alert">"This page could not be loaded. Please look at your connection."</p>
            // The browser loads the whole page.
            <a href=here rel="external">"Try again"</a>
        </section>
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
