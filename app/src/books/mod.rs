//! The catalogue.

#[cfg(not(target_arch = "wasm32"))]
mod cover;
mod detail;
mod like;
mod list;
mod popular;
mod review;
mod review_form;
mod views;

use serde::{Deserialize, Serialize};

use crate::money::Cents;

#[cfg(not(target_arch = "wasm32"))]
pub use cover::cover;
pub use detail::{Book, BookPage, GetBook, get_book};
pub use like::{GetLikes, Likes, SetLike, get_likes, set_like};
pub use list::{Books, GetBooks, Home, Paging, Shelf, get_books};
pub use popular::{GetPopular, get_popular};
pub use review::{GetReviews, PostReview, Rating, Review, ReviewError, get_reviews, post_review};
pub use views::{CountView, GetViews, count_view, get_views};

/// A book's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::Type), sqlx(transparent))]
pub struct BookId(pub i64);

impl std::fmt::Display for BookId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A book as it stands in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::FromRow))]
pub struct BookCard {
    pub slug: String,
    pub title: String,
    pub author: String,
    pub year: i32,
    #[cfg_attr(not(target_arch = "wasm32"), sqlx(rename = "price_cents"))]
    pub price: Cents,
}

/// A year as people write it.
fn year(year: i32) -> String {
    if year < 0 {
        format!("{} BCE", -year)
    } else {
        year.to_string()
    }
}
