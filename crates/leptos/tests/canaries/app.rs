//! A page with a form for each call, and a query that fails as the address says.

use leptos::prelude::*;
use leptos_actions::{FormScript, prelude::*, provide_actions};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    hooks::use_query_map,
    path,
};

use crate::calls::{RENDER, ReadSpill, SignIn, SignInAgain, Spill, SpillByCaller, SpillByDecoding, SpillByExtractor};

pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <FormScript/>
                <HydrationScripts options/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

#[component]
pub fn App() -> impl IntoView {
    provide_actions();
    view! {
        <Router>
            <Routes fallback=|| "no such page">
                <Route path=path!("/") view=Forms ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=SignInForms ssr=SsrMode::Async/>
                <Route path=path!("/read") view=Read ssr=SsrMode::Async/>
                <Route path=path!("/read-in-order") view=Read ssr=SsrMode::InOrder/>
                <Route path=path!("/panics") view=Panics ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}

#[component]
fn Forms() -> impl IntoView {
    view! {
        <ServerForm action={use_server_action::<Spill>()}>""</ServerForm>
        <ServerForm action={use_server_action::<SpillByCaller>()}>""</ServerForm>
        <ServerForm action={use_server_action::<SpillByExtractor>()}>""</ServerForm>
        <ServerForm action={use_server_action::<SpillByDecoding>()}>""</ServerForm>
    }
}

/// An author who would show everything again.
#[component]
fn SignInForms() -> impl IntoView {
    let sign_in = use_server_action::<SignIn>();
    let again = use_server_action::<SignInAgain>();
    view! {
        <PageError/>
        <ServerForm action=sign_in>
            <input name="how" value=move || sign_in.kept_or("how", "")/>
            <input name="password" value=move || sign_in.kept_or("password", "")/>
            <input name="repeated" value=move || sign_in.kept_or("repeated", "")/>
            <input {..sign_in.field(SignIn::password()).input()}/>
        </ServerForm>
        <ServerForm action=again>
            <input name="how" value=move || again.kept_or("how", "")/>
            <input name="password" value=move || again.kept_or("password", "")/>
        </ServerForm>
    }
}

/// Shows the error in each of the ways that an author may choose: as it is, by its message, and in a boundary.
#[component]
fn Read() -> impl IntoView {
    let parameters = use_query_map();
    let read = use_server_query(move || ReadSpill {
        how: parameters.read().get("how").unwrap_or_default(),
    });
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                let error = read.await.err();
                let message = error.as_ref().map(|error| error.message().into_owned());
                view! { <p id="error">{format!("{error:?}")}</p> <p id="message">{message}</p> }
            })}
        </Suspense>
        <Suspense>
            <ErrorBoundary fallback=|errors| {
                let texts = move || errors.get().into_iter().map(|(_, error)| error.to_string()).collect::<Vec<_>>();
                view! { <p id="boundary">{move || texts().join(" ")}</p> }
            }>
                {move || Suspend::new(async move { read.await.map(|()| "no error") })}
            </ErrorBoundary>
        </Suspense>
    }
}

#[component]
fn Panics() -> impl IntoView {
    if use_query_map().read_untracked().get("now").is_some() {
        panic!("{RENDER}");
    }
}
