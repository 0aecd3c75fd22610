//! Pages of development builds alone, for the tests of what only these say.

use leptos::prelude::*;
use leptos_actions::{prelude::*, use_pending};

use crate::{
    books::{GetBook, GetLikes},
    cart::EmptyCart,
};

/// A part that waits for the answer of another without need.
#[component]
pub fn Waterfall() -> impl IntoView {
    let book = use_server_query(|| GetBook { slug: "emma".into() });
    view! {
        <h1>"A waterfall"</h1>
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                book.ready().await;
                view! { <Likes/> }
            })}
        </Transition>
    }
}

#[component]
fn Likes() -> impl IntoView {
    let likes = use_server_query(|| GetLikes { slug: "emma".into() });
    let count = move || likes.get().and_then(Result::ok).map(|likes| likes.count);
    view! { <Transition fallback=|| ()><p>"Likes: "{count}</p></Transition> }
}

/// A query that no action waits for, beside one that comes with every action's answer.
#[component]
pub fn Apart() -> impl IntoView {
    let likes = use_server_query(|| GetLikes { slug: "emma".into() }).outside_single_flight();
    let book = use_server_query(|| GetBook { slug: "emma".into() });
    let empty = use_server_action::<EmptyCart>();
    let count = move || likes.get().and_then(Result::ok).map(|likes| likes.count);
    let title = move || book.get().and_then(Result::ok).map(|book| book.title);
    view! {
        <h1>"Apart"</h1>
        <button on:click=move |_| drop(empty.dispatch(EmptyCart {}))>"Act"</button>
        <Transition fallback=|| ()><p>"Likes of "{title}": "{count}</p></Transition>
    }
}

/// Work that is under way from the beginning, on the server and in the browser.
#[component]
pub fn Busy() -> impl IntoView {
    let works = RwSignal::new(true);
    let pending = use_pending().also(works);
    view! {
        <h1>"Busy"</h1>
        <p class="work" class:on=move || pending.get() aria-busy=move || pending.get().then_some("true")>"Work"</p>
        <button on:click=move |_| works.set(false)>"End"</button>
    }
}

/// A query that is asked again and again.
#[component]
pub fn Polled() -> impl IntoView {
    let likes = use_server_query(|| GetLikes { slug: "emma".into() }).poll(200);
    let count = move || likes.get().and_then(Result::ok).map(|likes| likes.count);
    view! {
        <h1>"Polled"</h1>
        <Transition fallback=|| ()><p>"Likes: "{count}</p></Transition>
    }
}
