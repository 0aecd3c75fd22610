//! The document around the application.

use leptos::prelude::*;
use leptos_actions::FormScript;
use leptos_meta::{HashedStylesheet, MetaTags};

use crate::{App, pages};

#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="description" content="Marginalia: old books, newly read."/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <HashedStylesheet id="leptos" options=options.clone()/>
                <FormScript/>
                <AutoReload options=options.clone()/>
                <HydrationScripts options/>
                {pages::links()}
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
