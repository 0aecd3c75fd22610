//! The page on plain Leptos, as its book teaches it.
#![allow(missing_docs, reason = "`#[server]` writes structs without any")]

use axum::{Router, routing::get};
use leptos::prelude::*;
use leptos_router::{
    components::{Route, Router as PageRouter, Routes},
    path,
};

use super::page::{ADDED, Row, Rows, list, options};

/// The page's route.
pub fn routes(rows: Rows) -> Router {
    let page = leptos_axum::render_app_async_with_context(move || provide_context(rows.clone()), shell);
    Router::new().route("/plain", get(page))
}

#[server(endpoint = "get_rows")]
pub async fn get_rows() -> Result<Vec<Row>, ServerFnError> {
    Ok(expect_context::<Rows>().newest())
}

#[server(endpoint = "add_row")]
pub async fn add_row(title: String) -> Result<(), ServerFnError> {
    expect_context::<Rows>().add(title);
    Ok(())
}

fn shell() -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <title>"Rows"</title>
                <HydrationScripts options=options()/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

#[component]
fn App() -> impl IntoView {
    view! {
        <PageRouter>
            <main>
                <Routes fallback=|| "There is no such page.">
                    <Route path=path!("/plain") view=Page/>
                </Routes>
            </main>
        </PageRouter>
    }
}

#[component]
fn Page() -> impl IntoView {
    let add = ServerAction::<AddRow>::new();
    let rows = Resource::new(move || add.version().get(), |_| get_rows());
    let was_added = move || matches!(add.value().get(), Some(Ok(())));
    view! {
        <h1>"Rows"</h1>
        <ActionForm action=add>
            <label>"Title" <input name="title" required minlength="1" maxlength="200"/></label>
            <button>"Add"</button>
        </ActionForm>
        <p role="status">{move || was_added().then_some(ADDED)}</p>
        <Transition fallback=|| ()>
            {move || Suspend::new(async move { rows.await.map(list) })}
        </Transition>
    }
}
