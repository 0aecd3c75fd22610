//! Pages of development builds alone, for the tests of what only these say.

use leptos::prelude::*;
use leptos_actions::prelude::*;

use crate::books::{GetBook, GetLikes};

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
