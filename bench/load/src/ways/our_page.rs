//! The page with our calls.

use axum::{Router, routing::get};
use leptos::prelude::*;
use leptos_actions::{FormScript, prelude::*, provide_actions};
use leptos_router::{
    components::{Route, Router as PageRouter, Routes},
    path,
};

use super::page::{ADDED, Row, Rows, list, options};

/// The page's route, for the inside of `mount`.
pub fn routes() -> Router {
    Router::new().route("/page", get(leptos_axum::render_app_async(shell)))
}

/// The rows.
#[query(public)]
pub async fn get_rows(#[extract] State(rows): State<Rows>) -> CallResult<Vec<Row>> {
    Ok(rows.newest())
}

/// Adds a row.
#[action(public)]
pub async fn add_row(#[form(length = 1..=200)] title: String, #[extract] State(rows): State<Rows>) -> CallResult<()> {
    rows.add(title);
    Ok(())
}

fn shell() -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <title>"Rows"</title>
                <FormScript/>
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
    provide_actions();
    view! {
        <PageRouter>
            <main>
                <Routes fallback=|| "There is no such page.">
                    <Route path=path!("/page") view=Page/>
                </Routes>
            </main>
        </PageRouter>
    }
}

#[component]
fn Page() -> impl IntoView {
    let rows = use_server_query(|| GetRows {});
    let add = use_server_action::<AddRow>();
    let was_added = move || matches!(add.value(), Some(Ok(())));
    view! {
        <h1>"Rows"</h1>
        <ServerForm action=add>
            <label>"Title" <input {..add.field(AddRow::title()).input()}/></label>
            <button>"Add"</button>
        </ServerForm>
        <p role="status">{move || was_added().then_some(ADDED)}</p>
        <Transition fallback=|| ()>
            {move || Suspend::new(async move { rows.await.map(list) })}
        </Transition>
    }
}
