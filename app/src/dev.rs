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

/// Controls whose properties the component sets by itself, with what their listeners have heard.
#[component]
pub fn Changed() -> impl IntoView {
    let heard = RwSignal::new(Vec::new());
    let hear = move |what: &'static str, value: String| heard.update(|heard| heard.push(format!("{what} {value}")));
    let [ticked, one, two] = [(); 3].map(|()| RwSignal::new(false));
    let [number, text, choice] = ["1", "", "a"].map(|value| RwSignal::new(value.to_owned()));
    view! {
        <h1>"Changed"</h1>
        <label>
            <input
                type="checkbox"
                prop:checked=move || ticked.get()
                on:change:target=move |event| {
                    ticked.set(event.target().checked());
                    hear("box", event.target().checked().to_string());
                }
            />
            "Box"
        </label>
        {[("One", one), ("Two", two)]
            .map(|(label, is_chosen)| {
                view! {
                    <label>
                        <input
                            type="radio"
                            name="radio"
                            prop:checked=move || is_chosen.get()
                            on:change=move |_| hear("radio", label.to_owned())
                        />
                        {label}
                    </label>
                }
            })
            .into_iter()
            .collect_view()}
        <label>
            "Number"
            <input
                type="number"
                value="1"
                prop:value=move || number.get()
                on:input:target=move |event| {
                    number.set(event.target().value());
                    hear("number", event.target().value());
                }
            />
        </label>
        <label>
            "Text"
            <textarea
                prop:value=move || text.get()
                on:input:target=move |event| {
                    text.set(event.target().value());
                    hear("text", event.target().value());
                }
            ></textarea>
        </label>
        <label>
            "Choice"
            <select
                prop:value=move || choice.get()
                on:change:target=move |event| {
                    choice.set(event.target().value());
                    hear("choice", event.target().value());
                }
            >
                <option value="a" selected>
                    "A"
                </option>
                <option value="b">"B"</option>
            </select>
        </label>
        <p>"Heard: "<output>{move || heard.get().join(", ")}</output></p>
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
