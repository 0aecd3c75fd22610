//! Looking for a book: the page of what was found, and the field that shows it while one types.
//!
//! What plain Leptos does not do here:
//! - left out: a status of its own for a call that is refused, which takes the integration's `ResponseOptions` (here it is 500; the page's own is set by the shop's `<Failed>`).
//! - left out: an address without the `&=` at its end, which Leptos' `<Form>` writes for the button.
//! - left out: a digest by which a failure is found in the log.

use std::time::Duration;

use leptos::{
    ev,
    leptos_dom::helpers::debounce,
    prelude::*,
    reactive::actions::ActionAbortHandle,
    server_fn::{
        codec::{GetUrl, JsonEncoding},
        error::{FromServerFnError, ServerFnErrorErr},
    },
    wasm_bindgen::JsCast,
};
use leptos_meta::Title;
use leptos_router::{components::Form, hooks::use_query_map};
use serde::{Deserialize, Serialize};
use web_sys::Node;

use crate::work::{self, Book, Failed, Paging, Shelf, encode};

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

#[derive(Clone, Debug, Serialize, Deserialize, thiserror::Error)]
pub enum SearchError {
    #[error("Use at most 100 characters.")]
    TooLong,
    #[error("There is no such page.")]
    NotFound,
    #[error("That did not work. Please try again.")]
    Server,
}

impl FromServerFnError for SearchError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::Server
    }
}

impl SearchError {
    fn status(&self) -> u16 {
        match self {
            Self::TooLong => 422,
            Self::NotFound => 404,
            Self::Server => 500,
        }
    }
}

#[server(input = GetUrl)]
pub async fn search_books(text: String, page: Option<u32>) -> Result<Found, SearchError> {
    if text.chars().count() > 100 {
        return Err(SearchError::TooLong);
    }
    let failed = |error| {
        leptos::logging::error!("search_books: {error}");
        SearchError::Server
    };
    let total = work::count_books(&text).await.map_err(failed)?;
    let pages = total.div_ceil(PAGE_SIZE).max(1);
    let page = page.unwrap_or(1);
    if !(1..=pages).contains(&page) {
        return Err(SearchError::NotFound);
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
    let asked = use_query_map()
        .with_untracked(|address| address.get("q"))
        .unwrap_or_default();
    // Empty while nothing is to be shown.
    let typed = RwSignal::new(String::new());
    let search = Action::new(|text: &String| search_books(text.clone(), None));
    let running = StoredValue::new(None::<ActionAbortHandle>);
    // A resource would wait for an older answer before it asks for the newest.
    let ask = move || {
        if let Some(Some(older)) = running.try_update_value(Option::take) {
            older.abort();
        }
        let text = typed.with_untracked(|typed| typed.trim().to_owned());
        if text.chars().count() >= LETTERS {
            running.set_value(Some(search.dispatch(text)));
        } else {
            search.clear();
        }
    };
    let mut ask_later = debounce(PAUSE, move |()| ask());
    let close = move || {
        typed.set(String::new());
        ask();
    };
    let leave = move |event: ev::FocusEvent| {
        let to = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
        let form = event.current_target().and_then(|target| target.dyn_into::<Node>().ok());
        let stays = form.is_some_and(|form| form.contains(to.as_ref()));
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
        let found = if text.is_empty() { None } else { search.value().get() };
        found.map(|found| shown(found, &text))
    };
    view! {
        <Form
            method="GET"
            action="/search"
            attr:class="search"
            attr:role="search"
            on:submit=move |_| close()
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
                    ask_later(());
                }
            />
            <button>"Search"</button>
            <div class="found" role="status" on:click=move |_| close()>
                {results}
            </div>
        </Form>
    }
}

fn shown(found: Result<Found, SearchError>, text: &str) -> impl IntoView + use<> {
    let found = match found {
        Ok(found) if found.total > 0 => found,
        Ok(_) => return view! { <p>"Nothing is called that."</p> }.into_any(),
        Err(error) => return view! { <p>{error.to_string()}</p> }.into_any(),
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
    // The page's status is known before anything of it is sent.
    let found = Resource::new_blocking(
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
                    Some(Err(error)) => view! {
                        <Failed
                            status=error.status()
                            message=error.to_string()
                            what="What you look for"
                            again=move || found.refetch()
                        />
                    }
                    .into_any(),
                    None => view! { <Nothing/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Results(found: Found, text: String) -> impl IntoView {
    let count = match found.total {
        0 => format!("Nothing is called “{text}”."),
        1 => format!("1 book for “{text}”"),
        total => format!("{total} books for “{text}”"),
    };
    let to_page = move |page: u32| match page {
        1 => format!("/search?q={}", encode(&text)),
        _ => format!("/search?q={}&page={page}", encode(&text)),
    };
    view! {
        <Title text="Search"/>
        <h1>"Search"</h1>
        <p class="count" role="status">{count}</p>
        <Shelf books=found.books/>
        <Paging page=found.page pages=found.pages to_page/>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <Title text="Search"/>
        <h1>"Search"</h1>
        <p class="count">"Type a title or an author into the field above."</p>
    }
}
// lines: end
