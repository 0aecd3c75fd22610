//! What members say of a book.

use leptos_actions::prelude::*;
use serde::{Deserialize, Serialize};

use super::detail::GetBook;

#[cfg(not(target_arch = "wasm32"))]
use crate::{
    account::Member,
    db::{self, Db},
    text::can_be_seen,
};

/// So many reviews are shown at once.
pub const PAGE_SIZE: usize = 10;
/// The longest review, in characters.
pub const LONGEST: usize = 2_000;

/// A review.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::FromRow))]
pub struct Review {
    pub id: i64,
    /// The name of its writer, as it is now.
    pub name: String,
    /// From 1 to 5.
    pub stars: u8,
    pub text: String,
    /// The day, as `2026-11-21`, in UTC.
    pub written_on: String,
}

/// What all reviews of a book come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::FromRow))]
pub struct Rating {
    pub reviews: u32,
    /// The average in tenths of a star, from 10 to 50; 0 without any review.
    pub tenths: u32,
}

/// Why a review is not kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, PublicError)]
pub enum ReviewError {
    #[error("the member has a review of this book already")]
    #[public(message = "You have reviewed this book already.")]
    Already,
}

/// The newest reviews of a book, the newest first; of those before one of them.
#[query(public)]
pub async fn get_reviews(
    slug: String,
    before: Option<i64>,
    #[extract] State(db): State<Db>,
) -> CallResult<Vec<Review>> {
    Ok(db::reviews::newest(&db, &slug, before, PAGE_SIZE).await?)
}

/// Keeps what a member says of a book. The book is read again as well, since it shows the average.
#[action(refreshes(GetBook { slug }, GetReviews { slug, before: None }))]
pub async fn post_review(
    #[caller] member: Member,
    slug: String,
    #[form(range = 1..=5)] stars: u8,
    #[form(length = 1..=LONGEST)] text: String,
    #[extract] State(db): State<Db>,
) -> CallResult<(), ReviewError> {
    if !can_be_seen(&text) {
        Err(leptos_actions::FieldErrors::one("text", "required"))?;
    }
    // Asked for before, two at once would both find none.
    match db::reviews::add(&db, &slug, member.id, stars, text.trim()).await {
        Err(error) if db::reviews::is_second(&error) => Err(ReviewError::Already)?,
        added => Ok(added?.or_not_found()?),
    }
}
