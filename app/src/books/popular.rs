//! What is put into carts most just now.

use leptos::prelude::*;
use leptos_actions::prelude::*;

use super::BookCard;

#[cfg(not(target_arch = "wasm32"))]
use crate::db::{self, Db};

/// The books that were put into most carts within the last hour. As old as five minutes, and once that is over as old as
/// the next who asks.
#[query(public, cache = shared("5m", stale = "1h"), tags = ["popular"])]
pub async fn get_popular(#[extract] State(db): State<Db>) -> CallResult<Vec<BookCard>> {
    Ok(db::carts::popular(&db).await?)
}

/// Links to them; nothing where there are none.
#[component]
pub(super) fn Popular() -> impl IntoView {
    let popular = use_server_query(|| GetPopular {});
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                let books = popular.await.ok().filter(|books| !books.is_empty())?;
                Some(view! {
                    <section class="popular" aria-labelledby="popular">
                        <h2 id="popular">"Popular this hour"</h2>
                        <ol>{books.into_iter().map(link).collect_view()}</ol>
                    </section>
                })
            })}
        </Transition>
    }
}

fn link(book: BookCard) -> impl IntoView {
    view! {
        <li><a href=format!("/books/{}", book.slug)>{book.title}", "{book.author}</a></li>
    }
}
