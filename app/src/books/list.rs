//! The home page: every book, 24 a page, by genre.

use leptos::prelude::*;
use leptos_actions::{prefetch, prelude::*, use_pending};
use leptos_meta::Title;
use serde::{Deserialize, Serialize};

use super::{BookCard, GetBook, popular::Popular, year};
use crate::{
    address::{encode, use_param},
    failed::Failed,
};

#[cfg(not(target_arch = "wasm32"))]
use crate::db::{self, Db};

/// A page of the catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Books {
    pub books: Vec<BookCard>,
    pub genres: Vec<String>,
    pub genre: Option<String>,
    pub page: u32,
    pub pages: u32,
    pub total: u32,
}

/// One page of the books, of one genre or of all.
#[query(public)]
pub async fn get_books(page: Option<u32>, genre: Option<String>, #[extract] State(db): State<Db>) -> CallResult<Books> {
    let page = page.unwrap_or(1);
    // As in a form and in an address: nothing is said.
    let genre = genre.filter(|genre| !genre.is_empty());
    let genres = db::books::genres(&db).await?;
    let is_asked = |name: &String| genre.as_ref().is_none_or(|genre| genre == name);
    let asked = genres.iter().filter(|(name, _)| is_asked(name));
    let total: u32 = asked.map(|(_, books)| books).sum();
    let pages = total.div_ceil(db::books::PAGE_SIZE).max(1);
    if !(1..=pages).contains(&page) || (total == 0 && genre.is_some()) {
        return Err(CallError::NotFound);
    }
    let books = db::books::page(&db, genre.as_deref(), page).await?;
    Ok(Books {
        books,
        genres: genres.into_iter().map(|(name, _)| name).collect(),
        genre,
        page,
        pages,
        total,
    })
}

#[component]
pub fn Home() -> impl IntoView {
    let (page, genre) = (use_param("page"), use_param("genre"));
    let (is_pending, set_pending) = signal(false);
    let pending = use_pending().also(is_pending);
    let books = use_server_query(move || GetBooks {
        page: page.get().map(|page| page.parse().unwrap_or(0)),
        genre: genre.get(),
    });
    view! {
        <PageError/>
        <div aria-busy=move || pending.get().then_some("true")>
            <Transition fallback=|| () set_pending>
                {move || Suspend::new(async move {
                    match books.await {
                        Ok(books) => view! { <List books/> }.into_any(),
                        Err(error) => view! { <Failed error what="These books" query=books/> }.into_any(),
                    }
                })}
            </Transition>
        </div>
        <Popular/>
    }
}

#[component]
fn List(books: Books) -> impl IntoView {
    let Books {
        books,
        genres,
        genre,
        page,
        pages,
        total,
    } = books;
    let count = if total == 1 {
        "1 book".to_owned()
    } else {
        format!("{total} books")
    };
    let to_page = {
        let genre = genre.clone();
        move |page: u32| address(genre.as_deref(), page)
    };
    view! {
        <Title text="Books"/>
        <h1>"Books"</h1>
        <nav class="genres" aria-label="Genres">
            <ul>
                <li><GenreLink name="All".into() to="/".into() current=genre.is_none()/></li>
                {genres
                    .into_iter()
                    .map(|name| {
                        let (to, current) = (address(Some(&name), 1), genre.as_ref() == Some(&name));
                        view! { <li><GenreLink name to current/></li> }
                    })
                    .collect_view()}
            </ul>
        </nav>
        <p class="count" role="status">{count}</p>
        <Shelf books/>
        <Paging page pages to_page/>
    }
}

/// Books side by side.
#[component]
pub fn Shelf(books: Vec<BookCard>) -> impl IntoView {
    view! {
        <ul class="shelf">
            // Each book keeps its own elements: a press that began on one never ends as a click on another.
            <ForEnumerate each=move || books.clone() key=|book| book.slug.clone() let(place, book)>
                <Card book place=place.get_untracked()/>
            </ForEnumerate>
        </ul>
    }
}

/// Links to the pages before and after; nothing where there is one page.
#[component]
pub fn Paging(page: u32, pages: u32, to_page: impl Fn(u32) -> String) -> impl IntoView {
    (pages > 1).then(|| {
        view! {
            <nav class="pages" aria-label="Pages">
                {(page > 1).then(|| view! { <a href=to_page(page - 1) rel="prev">"Previous"</a> })}
                <span>{format!("Page {page} of {pages}")}</span>
                {(page < pages).then(|| view! { <a href=to_page(page + 1) rel="next">"Next"</a> })}
            </nav>
        }
    })
}

#[component]
fn GenreLink(name: String, to: String, current: bool) -> impl IntoView {
    view! { <a href=to aria-current=current.then_some("page")>{name}</a> }
}

#[component]
fn Card(book: BookCard, place: usize) -> impl IntoView {
    // The first rows are on screen at once; the rest may wait.
    let loading = if place < 8 { "eager" } else { "lazy" };
    view! {
        <li class="card">
            <img src=format!("/covers/{}.svg", book.slug) width="240" height="340" alt="" loading=loading/>
            <h2>
                <a href=format!("/books/{}", book.slug) use:prefetch=GetBook { slug: book.slug }>
                    {book.title}
                </a>
            </h2>
            <p class="author">{book.author}", "{year(book.year)}</p>
            <p class="price" translate="no">{book.price.to_string()}</p>
        </li>
    }
}

fn address(genre: Option<&str>, page: u32) -> String {
    let genre = genre.map(|genre| format!("genre={}", encode(genre)));
    let page = (page > 1).then(|| format!("page={page}"));
    let query: Vec<String> = genre.into_iter().chain(page).collect();
    if query.is_empty() {
        "/".into()
    } else {
        format!("/?{}", query.join("&"))
    }
}
