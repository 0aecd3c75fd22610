//! What every page has.

use leptos::prelude::*;
use leptos_actions::{provide_actions, provide_inspector, sync_tabs, use_page_pending, use_pending};
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::{
    account::{WhoIsIn, provide_me},
    books::Home,
    cart::{CartLink, provide_cart},
    failed::NotFound,
    focus,
    list::provide_forgetting,
    pages,
    search::SearchField,
    unshown::Unshown,
};

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_actions();
    sync_tabs();
    provide_inspector();
    provide_cart();
    provide_me();
    provide_forgetting();
    // The old page stays until the new one has what it asks for.
    let (is_routing, set_is_routing) = signal(false);
    let routing = use_pending().also(is_routing);
    let pending = use_pending().also(is_routing).also(use_page_pending());
    // The link that was followed takes the focus with it.
    Effect::watch(
        move || is_routing.get(),
        |routing, _, _| {
            if !routing {
                focus::rescue()
            }
        },
        false,
    );
    // The skip link is the browser's own: the router would scroll, and leave the focus behind.
    // Pages render in one piece: their status depends on what was found, and they must be readable without scripts.
    view! {
        <Title formatter=|title: String| format!("{title} · Marginalia")/>
        <Router set_is_routing>
            <div class="bar" aria-hidden="true" class:on=move || pending.get()></div>
            <a class="skip" href="#content" rel="external">"Skip to the content"</a>
            <header>
                <p class="brand" translate="no"><a href="/" aria-label="Marginalia, to the start">"Marginalia"</a></p>
                <nav aria-label="Shop">
                    <a href="/">"Books"</a>
                    <a href="/list">"Reading list"</a>
                    <CartLink/>
                    <WhoIsIn/>
                </nav>
                <SearchField/>
            </header>
            <Unshown/>
            <main id=focus::CONTENT tabindex="-1" aria-busy=move || routing.get().then_some("true")>
                <Routes fallback=fallback>
                    <Route path=path!("/") view=Home ssr=SsrMode::Async/>
                    <Route path=path!("/books/:slug") view=pages::book() ssr=SsrMode::Async/>
                    <Route path=path!("/cart") view=pages::cart() ssr=SsrMode::Async/>
                    <Route path=path!("/list") view=pages::list() ssr=SsrMode::Async/>
                    <Route path=path!("/search") view=pages::search() ssr=SsrMode::Async/>
                    <Route path=path!("/sign-up") view=pages::sign_up() ssr=SsrMode::Async/>
                    <Route path=path!("/sign-in") view=pages::sign_in() ssr=SsrMode::Async/>
                    <Route path=path!("/account") view=pages::account() ssr=SsrMode::Async/>
                    <Route path=path!("/contact") view=pages::contact() ssr=SsrMode::Async/>
                </Routes>
            </main>
            <footer>
                <p>"Every text in this shop is in the public domain. The shop is a demonstration: nothing is delivered."</p>
                <a href="/contact">"Contact"</a>
            </footer>
        </Router>
    }
}

/// What stands where no route leads.
fn fallback() -> AnyView {
    #[cfg(debug_assertions)]
    match &*leptos_router::hooks::use_location().pathname.get_untracked() {
        "/dev/waterfall" => return view! { <crate::dev::Waterfall/> }.into_any(),
        "/dev/apart" => return view! { <crate::dev::Apart/> }.into_any(),
        "/dev/busy" => return view! { <crate::dev::Busy/> }.into_any(),
        "/dev/changed" => return view! { <crate::dev::Changed/> }.into_any(),
        "/dev/polled" => return view! { <crate::dev::Polled/> }.into_any(),
        _ => {}
    }
    view! { <NotFound what="This page"/> }.into_any()
}
