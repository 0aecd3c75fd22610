//! A book's own page.

use leptos::prelude::*;
use leptos_actions::{ServerQuery, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::{
    BookId,
    like::{GetLikes, LikeForm},
    review::{GetReviews, Rating},
    review_form::{Reviews, rated, use_start},
    views::{GetViews, Views, count_views},
    year,
};
use crate::{cart::AddToCartForm, failed::Failed, list::RememberForm, money::Cents};

#[cfg(not(target_arch = "wasm32"))]
use crate::db::{self, Db};

/// Everything that is said of a book.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::FromRow))]
pub struct Book {
    pub id: BookId,
    pub slug: String,
    pub title: String,
    pub author: String,
    pub year: i32,
    pub language: String,
    pub genre: String,
    #[cfg_attr(not(target_arch = "wasm32"), sqlx(rename = "price_cents"))]
    pub price: Cents,
    pub stock: u32,
    pub description: String,
    #[cfg_attr(not(target_arch = "wasm32"), sqlx(flatten))]
    pub rating: Rating,
}

/// One book.
#[query(public)]
pub async fn get_book(slug: String, #[extract] State(db): State<Db>) -> CallResult<Book> {
    db::books::by_slug(&db, &slug).await?.or_not_found()
}

#[component]
pub fn BookPage() -> impl IntoView {
    let params = use_params_map();
    let slug = Memo::new(move |_| params.read().get("slug").unwrap_or_default());
    let start = use_start();
    count_views(slug);
    // Others buy too.
    let book = use_server_query(move || GetBook { slug: slug.get() }).poll(60_000);
    // Its parts stand below; asked for here, they do not wait for the book.
    use_server_query(move || GetLikes { slug: slug.get() });
    use_server_query(move || GetReviews {
        slug: slug.get(),
        before: start.get(),
    });
    use_server_query(move || GetViews { slug: slug.get() });
    view! {
        <PageError/>
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                book.ready().await;
                view! { <Content book/> }
            })}
        </Transition>
    }
}

/// Built once; what changes follows the query.
#[component]
fn Content(book: ServerQuery<GetBook>) -> impl IntoView {
    let found = move || book.get().and_then(Result::ok);
    let stock = Memo::new(move |_| found().map(|book| book.stock).unwrap_or_default());
    let rating = Memo::new(move |_| found().map(|book| book.rating).unwrap_or_default());
    let failure = Memo::new(move |_| book.get().and_then(Result::err));
    move || match failure.get() {
        Some(error) => view! { <Failed error what="This book" query=book/> }.into_any(),
        // A form belongs to its book: what was typed for one is never in another's.
        None => view! {
            <For each=found key=|book| book.id let:book>
                <Detail book stock rating/>
            </For>
        }
        .into_any(),
    }
}

#[component]
fn Detail(book: Book, stock: Memo<u32>, rating: Memo<Rating>) -> impl IntoView {
    let in_stock = move || match stock.get() {
        0 => "Sold out".to_owned(),
        left @ 1..=5 => format!("Only {left} left"),
        _ => "In stock".to_owned(),
    };
    let genre = format!("/?genre={}", crate::address::encode(&book.genre));
    view! {
        <Title text=book.title.clone()/>
        <article class="book">
            <img src=format!("/covers/{}.svg", book.slug) width="360" height="510" alt=""/>
            <div class="about">
                <h1>{book.title.clone()}</h1>
                <p class="author">{book.author.clone()}</p>
                <p class="rating">{move || rated(rating.get())}</p>
                <p class="description">{book.description}</p>
                <dl>
                    <div><dt>"Written in"</dt><dd>{book.language}", "{year(book.year)}</dd></div>
                    <div><dt>"Genre"</dt><dd><a href=genre>{book.genre}</a></dd></div>
                    <div><dt>"Price"</dt><dd class="price" translate="no">{book.price.to_string()}</dd></div>
                    <div><dt>"Availability"</dt><dd class:low=move || stock.get() <= 5>{in_stock}</dd></div>
                </dl>
                <AddToCartForm book=book.id/>
                <LikeForm slug=book.slug.clone()/>
                <Views slug=book.slug.clone()/>
                <RememberForm title=book.title author=book.author/>
            </div>
        </article>
        <Reviews slug=book.slug/>
    }
}
