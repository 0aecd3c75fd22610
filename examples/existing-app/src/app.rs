//! The document and its pages.

use leptos::prelude::*;
use leptos_actions::{FormScript, prelude::*, provide_actions};
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{A, Route, Router, Routes},
    path,
};

use crate::{
    guests::Guestbook,
    shout::Shouting,
    sign_in::{Account, SignInPage, WhoIsIn},
};

/// The document.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <AutoReload options=options.clone()/>
                <FormScript/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The root component.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_actions();
    view! {
        <Title text="An existing application"/>
        <Router>
            <Header/>
            <main>
                <Routes fallback=|| "There is no such page.">
                    <Route path=path!("/") view=Home ssr=SsrMode::Async/>
                    <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                    <Route path=path!("/account") view=Account ssr=SsrMode::Async/>
                </Routes>
            </main>
        </Router>
    }
}

#[component]
fn Header() -> impl IntoView {
    let who = use_server_query(|| WhoIsIn {});
    view! {
        <header>
            <A href="/">"Home"</A>
            " "
            <A href="/account">"Account"</A>
            " "
            <Suspense>
                <span id="who">
                    {move || Suspend::new(async move {
                        match who.await {
                            Ok(Some(name)) => format!("You are {name}."),
                            _ => "You are not signed in.".to_owned(),
                        }
                    })}
                </span>
            </Suspense>
        </header>
    }
}

#[component]
fn Home() -> impl IntoView {
    view! {
        <h1>"An existing application"</h1>
        <Shouting/>
        <Guestbook/>
    }
}
