//! Asking before somebody asks: [`prefetch`].

use leptos::tachys::renderer::types::Element;
use leptos_actions_core::Query;

/// Asks a query as soon as somebody points at a link, touches it or reaches it with the keyboard, so that the page it leads
/// to has the answer when it opens. The answer is kept for five seconds; a query that is known already is not asked.
///
/// ```
/// # use leptos::prelude::*;
/// # use leptos_actions::{prefetch, prelude::*};
/// # #[query(public)]
/// # async fn get_book(slug: String) -> CallResult<String> { Ok(slug) }
/// # #[component]
/// # fn BookLink(slug: String) -> impl IntoView {
/// view! { <a href=format!("/books/{slug}") use:prefetch=GetBook { slug }>"Open"</a> }
/// # }
/// ```
///
/// If the page is one of [`lazy_pages!`](crate::lazy_pages), its part of the wasm is loaded with it.
///
/// Whoever saves data (`Save-Data`) is not asked for more than they open.
pub fn prefetch<Q: Query>(element: Element, query: Q) {
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    {
        let page = crate::page::Page::current();
        listen(&element, move || page.store().prefetch(&query, &page.in_flight()));
    }
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    drop((element, query));
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
fn listen(element: &Element, ask: impl Fn() + 'static) {
    use leptos::prelude::on_cleanup;
    use send_wrapper::SendWrapper;
    use wasm_bindgen::{JsCast, closure::Closure};

    let link = SendWrapper::new(element.clone());
    let on_sign = Closure::<dyn Fn()>::new(move || {
        if !saves_data() {
            ask();
            crate::lazy::load_ahead(&link);
        }
    });
    for event in ["pointerenter", "touchstart", "focusin"] {
        // A browser that does not listen asks when the page opens.
        let _ = element.add_event_listener_with_callback(event, on_sign.as_ref().unchecked_ref());
    }
    let listening = SendWrapper::new((element.clone(), on_sign));
    on_cleanup(move || {
        let (element, on_sign) = listening.take();
        for event in ["pointerenter", "touchstart", "focusin"] {
            let _ = element.remove_event_listener_with_callback(event, on_sign.as_ref().unchecked_ref());
        }
    });
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
fn saves_data() -> bool {
    let navigator = leptos::leptos_dom::helpers::window().navigator();
    let connection = js_sys::Reflect::get(&navigator, &"connection".into());
    connection
        .and_then(|connection| js_sys::Reflect::get(&connection, &"saveData".into()))
        .is_ok_and(|saves| saves.is_truthy())
}
