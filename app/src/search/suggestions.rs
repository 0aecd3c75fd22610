//! What the field in the header finds while one types.

use leptos::prelude::*;
use leptos_actions::{CallResult, prelude::*};

use super::{Found, MOST, SearchBooks, counted, field::Typed};
use crate::address::encode;

// lines: search
/// How many letters there must be.
const LETTERS: usize = 3;
/// How long one must have stopped typing, in milliseconds.
const PAUSE: u32 = 200;
/// How many books are shown below the field.
const SHOWN: usize = 6;

#[component]
pub fn Suggestions() -> impl IntoView {
    let Typed(typed) = expect_context();
    let found = use_server_query(move || {
        let text = typed.with(|typed| typed.trim().to_owned());
        (text.chars().count() >= LETTERS).then_some(SearchBooks { text, page: None })
    })
    .debounce(PAUSE);
    move || {
        let text = typed.get();
        let found = if text.is_empty() { None } else { found.get().flatten() };
        found.map(|found| shown(found, &text))
    }
}

/// Stands for them where their code could not be loaded: the form leads to the page that finds the same.
#[component]
pub fn NoSuggestions() -> impl IntoView {}

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
