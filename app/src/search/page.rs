//! What was found: `/search?q=`.

use leptos::prelude::*;
use leptos_actions::prelude::*;
use leptos_meta::Title;

use super::{Found, SearchBooks, counted};
use crate::{
    address::{encode, use_param},
    books::{Paging, Shelf},
    failed::Failed,
};

// lines: search
#[component]
pub fn SearchPage() -> impl IntoView {
    let (asked, page) = (use_param("q"), use_param("page"));
    let text = Memo::new(move |_| asked.get().unwrap_or_default().trim().to_owned());
    let found = use_server_query(move || {
        let page = page.get().map(|page| page.parse().unwrap_or(0));
        let text = text.get();
        (!text.is_empty()).then_some(SearchBooks { text, page })
    });
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                let text = text.get_untracked();
                match found.await {
                    Some(Ok(found)) => view! { <Results found text/> }.into_any(),
                    Some(Err(error)) => view! { <Failed error what="What you look for" query=found/> }.into_any(),
                    None => view! { <Nothing/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Results(found: Found, text: String) -> impl IntoView {
    let count = found.total;
    let sought = text.clone();
    let count = match count {
        0 => view! { "Nothing is called “"<bdi>{sought}</bdi>"”." }.into_any(),
        total => view! { {counted(total)}" for “"<bdi>{sought}</bdi>"”" }.into_any(),
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
