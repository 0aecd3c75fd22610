//! The field in the header: a form for `/search`, which shows what it finds while one types.

use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast};
use leptos_actions::{CallResult, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use web_sys::{HtmlInputElement, Node};

use super::{Found, MOST, SearchBooks, counted};
use crate::address::{encode, use_param};

// lines: search
/// How many letters there must be.
const LETTERS: usize = 3;
/// How long one must have stopped typing, in milliseconds.
const PAUSE: u32 = 200;
/// How many books are shown below the field.
const SHOWN: usize = 6;

#[component]
pub fn SearchField() -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    let input = NodeRef::<html::Input>::new();
    let asked = use_param("q");
    // lines: end
    // What was typed stays until the address says something else, as on the way back.
    Effect::watch(
        move || asked.get(),
        move |asked, _, _| {
            if let Some(input) = input.get_untracked() {
                input.set_value(asked.as_deref().unwrap_or_default());
            }
        },
        false,
    );
    // lines: search
    // Empty while nothing is to be shown.
    let typed = RwSignal::new(String::new());
    let found = use_server_query(move || {
        let text = typed.with(|typed| typed.trim().to_owned());
        (text.chars().count() >= LETTERS).then_some(SearchBooks { text, page: None })
    })
    .debounce(PAUSE);
    let close = move || typed.set(String::new());
    let navigate = use_navigate();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let text = input.get_untracked().map(|input| input.value()).unwrap_or_default();
        close();
        navigate(
            &format!("/search?q={}", encode(text.trim())),
            NavigateOptions::default(),
        );
    };
    // What was typed before the page was live is told afterwards, when somebody may be elsewhere.
    let suggest = move |field: &HtmlInputElement| {
        if field.matches(":focus").unwrap_or_default() {
            typed.set(field.value());
        }
    };
    let leave = move |event: ev::FocusEvent| {
        let to = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
        let stays = form.get_untracked().is_some_and(|form| form.contains(to.as_ref()));
        if !stays {
            close();
        }
    };
    let escape = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            close();
        }
    };
    let results = move || {
        let text = typed.get();
        let found = if text.is_empty() { None } else { found.get().flatten() };
        found.map(|found| shown(found, &text))
    };
    view! {
        <form
            class="search"
            role="search"
            action="/search"
            node_ref=form
            on:submit=submit
            on:focusout=leave
            on:keydown=escape
        >
            <input
                type="search"
                name="q"
                aria-label="Search books"
                maxlength="100"
                autocomplete="off"
                value=asked.get_untracked().unwrap_or_default()
                node_ref=input
                on:input:target=move |event| suggest(&event.target())
            />
            <button>"Search"</button>
            <div class="found" role="status" on:click=move |_| close()>
                {results}
            </div>
        </form>
    }
}

fn shown(found: CallResult<Found>, text: &str) -> impl IntoView + use<> {
    let found = match found {
        Ok(found) if found.total > 0 => found,
        Ok(_) => return view! { <p>"Nothing is called that."</p> }.into_any(),
        Err(error) => return view! { <p>{error.message()}</p> }.into_any(),
    };
    let all = format!("/search?q={}", encode(text.trim()));
    let rest = (found.books.len() > SHOWN).then(|| {
        let shown = if found.total > MOST { "" } else { "All " };
        view! { <li><a href=all>{shown}{counted(found.total)}</a></li> }
    });
    let books = found.books.into_iter().take(SHOWN);
    view! {
        <ul>
            {books
                .map(|book| {
                    view! {
                        <li>
                            <a href=format!("/books/{}", book.slug)>
                                {book.title} <span class="author">{book.author}</span>
                            </a>
                        </li>
                    }
                })
                .collect_view()} {rest}
        </ul>
    }
    .into_any()
}
// lines: end
