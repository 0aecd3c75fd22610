//! A book's own page.

use leptos::prelude::*;
use leptos_actions::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::{BookId, year};
use crate::{cart::AddToCartForm, failed::Failed, money::Cents};

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
}

/// One book.
#[query(public)]
pub async fn get_book(slug: String, #[extract] State(db): State<Db>) -> CallResult<Book> {
    db::books::by_slug(&db, &slug).await?.or_not_found()
}

#[component]
pub fn BookPage() -> impl IntoView {
    let params = use_params_map();
    let book = use_server_query(move || GetBook {
        slug: params.read().get("slug").unwrap_or_default(),
    });
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match book.await {
                    Ok(book) => view! { <Detail book/> }.into_any(),
                    Err(error) => view! { <Failed error what="This book"/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Detail(book: Book) -> impl IntoView {
    let in_stock = match book.stock {
        0 => "Sold out".to_owned(),
        1..=5 => format!("Only {} left", book.stock),
        _ => "In stock".to_owned(),
    };
    let genre = format!("/?genre={}", crate::layout::encode(&book.genre));
    view! {
        <Title text=book.title.clone()/>
        <article class="book">
            <img src=format!("/covers/{}.svg", book.slug) width="360" height="510" alt=""/>
            <div class="about">
                <h1>{book.title}</h1>
                <p class="author">{book.author}</p>
                <p class="description">{book.description}</p>
                <dl>
                    <div><dt>"Written in"</dt><dd>{book.language}", "{year(book.year)}</dd></div>
                    <div><dt>"Genre"</dt><dd><a href=genre>{book.genre}</a></dd></div>
                    <div><dt>"Price"</dt><dd class="price">{book.price.to_string()}</dd></div>
                    <div><dt>"Availability"</dt><dd class:low=move || book.stock <= 5>{in_stock}</dd></div>
                </dl>
                <AddToCartForm book=book.id/>
            </div>
        </article>
    }
}
