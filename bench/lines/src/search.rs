//! Looking for a book: the page of what was found, and the field that shows it while one types.
//!
//! What plain Leptos does not do here:
//! - left out: the page's status (here it is 200 whatever was found), which takes the integration's `ResponseOptions`.
//! - left out: asking again after a failure.

use std::time::Duration;

use leptos::{ev, html, leptos_dom::helpers::debounce, prelude::*, wasm_bindgen::JsCast};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use serde::{Deserialize, Serialize};
use web_sys::Node;

use crate::work::{self, Book, Paging, Shelf, encode};

// lines: search
const LETTERS: usize = 3;
const PAUSE: Duration = Duration::from_millis(200);
const SHOWN: usize = 6;
const PAGE_SIZE: u32 = 24;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    pub books: Vec<Book>,
    pub page: u32,
    pub pages: u32,
    pub total: u32,
}

const FAILED: &str = "That did not work. Please try again.";

fn message(error: ServerFnError) -> String {
    match error {
        ServerFnError::ServerError(text) => text,
        _ => FAILED.to_owned(),
    }
}

#[server]
pub async fn search_books(text: String, page: Option<u32>) -> Result<Found, ServerFnError> {
    if text.chars().count() > 100 {
        return Err(ServerFnError::new("Use at most 100 characters."));
    }
    let failed = |error| {
        leptos::logging::error!("search_books: {error}");
        ServerFnError::new(FAILED)
    };
    let total = work::count_books(&text).await.map_err(failed)?;
    let pages = total.div_ceil(PAGE_SIZE).max(1);
    let page = page.unwrap_or(1);
    if !(1..=pages).contains(&page) {
        return Err(ServerFnError::new("There is no such page."));
    }
    let books = work::find_books(&text, PAGE_SIZE, (page - 1) * PAGE_SIZE)
        .await
        .map_err(failed)?;
    Ok(Found {
        books,
        page,
        pages,
        total,
    })
}

#[component]
pub fn SearchField() -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    let asked = use_query_map()
        .with_untracked(|address| address.get("q"))
        .unwrap_or_default();
    // Empty while nothing is to be shown.
    let typed = RwSignal::new(String::new());
    let settled = RwSignal::new(String::new());
    let mut settle = debounce(PAUSE, move |()| settled.set(typed.get_untracked().trim().to_owned()));
    let found = LocalResource::new(move || {
        let text = settled.get();
        async move {
            match text.chars().count() >= LETTERS {
                true => Some(search_books(text, None).await),
                false => None,
            }
        }
    });
    let close = move || {
        typed.set(String::new());
        settled.set(String::new());
    };
    let navigate = use_navigate();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let text = form.get().map(|form| field(&form)).unwrap_or_default();
        close();
        navigate(
            &format!("/search?q={}", encode(text.trim())),
            NavigateOptions::default(),
        );
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
                value=asked
                on:input:target=move |event| {
                    typed.set(event.target().value());
                    settle(());
                }
            />
            <button>"Search"</button>
            <div class="found" role="status" on:click=move |_| close()>
                {results}
            </div>
        </form>
    }
}

fn field(form: &web_sys::HtmlFormElement) -> String {
    let input = form.query_selector("input").ok().flatten();
    let input = input.and_then(|input| input.dyn_into::<web_sys::HtmlInputElement>().ok());
    input.map(|input| input.value()).unwrap_or_default()
}

fn shown(found: Result<Found, ServerFnError>, text: &str) -> impl IntoView + use<> {
    let found = match found {
        Ok(found) if found.total > 0 => found,
        Ok(_) => return view! { <p>"Nothing is called that."</p> }.into_any(),
        Err(error) => return view! { <p>{message(error)}</p> }.into_any(),
    };
    let all = format!("/search?q={}", encode(text.trim()));
    let rest = (found.books.len() > SHOWN).then(|| {
        view! { <li><a href=all>"All "{found.total}" books"</a></li> }
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

#[component]
pub fn SearchPage() -> impl IntoView {
    let address = use_query_map();
    let text = Memo::new(move |_| address.read().get("q").unwrap_or_default().trim().to_owned());
    let found = Resource::new(
        move || {
            let page = address.read().get("page").map(|page| page.parse().unwrap_or(0));
            (text.get(), page)
        },
        |(text, page)| async move {
            match text.is_empty() {
                true => None,
                false => Some(search_books(text, page).await),
            }
        },
    );
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                let text = text.get_untracked();
                match found.await {
                    Some(Ok(found)) => view! { <Results found text/> }.into_any(),
                    Some(Err(error)) => view! { <p role="alert">{message(error)}</p> }.into_any(),
                    None => view! { <Nothing/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Results(found: Found, text: String) -> impl IntoView {
    let Found {
        books,
        page,
        pages,
        total,
    } = found;
    let count = match total {
        0 => format!("No title and no author has “{text}” in it."),
        1 => format!("1 book for “{text}”"),
        _ => format!("{total} books for “{text}”"),
    };
    let to_page = move |page: u32| match page {
        1 => format!("/search?q={}", encode(&text)),
        _ => format!("/search?q={}&page={page}", encode(&text)),
    };
    view! {
        <h1>"Search"</h1>
        <p class="count" role="status">{count}</p>
        <Shelf books/>
        <Paging page pages to_page/>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <h1>"Search"</h1>
        <p class="count">"Type a title or an author into the field above."</p>
    }
}
// lines: end
