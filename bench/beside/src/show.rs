//! How it looks, alike on both pages: `measure.mjs` reads it by these ids.

use leptos::prelude::*;

use crate::data::{Cart, Likes, Review, Reviews};

/// The count in the header.
#[must_use]
pub fn header(cart: &Cart) -> impl IntoView + use<> {
    view! { <a id="cart" href="#lines">{format!("Cart ({})", cart.count())}</a> }
}

/// What the button says.
#[must_use]
pub fn like(likes: Likes) -> &'static str {
    if likes.mine { "Unlike" } else { "Like" }
}

/// What stands beside the button.
#[must_use]
pub fn likes(likes: Likes) -> impl IntoView {
    view! { <span id="likes">{format!("{} like it", likes.count)}</span> }
}

/// The lines and their total.
#[must_use]
pub fn lines(cart: Cart) -> impl IntoView {
    let total = euros(cart.total());
    let line = |line: crate::data::Line| {
        view! {
            <li>
                <h3>{line.title}</h3>
                <span class="price">{euros(line.price)}</span>
                <span class="quantity">{line.quantity}</span>
                <span class="sum">{euros(line.price * line.quantity)}</span>
            </li>
        }
    };
    view! {
        <ul id="lines">{cart.lines.into_iter().map(line).collect_view()}</ul>
        <p>"Total " <output id="total">{total}</output></p>
    }
}

/// How many reviews there are, and the newest.
#[must_use]
pub fn reviews(reviews: Reviews) -> impl IntoView {
    let review = |Review { stars, text, .. }| view! { <li>{format!("{stars} of 5: {text}")}</li> };
    view! {
        <h2 id="count">{format!("{} reviews", reviews.count)}</h2>
        <ul id="reviews">{reviews.newest.into_iter().map(review).collect_view()}</ul>
    }
}

fn euros(cents: u32) -> String {
    format!("€{}.{:02}", cents / 100, cents % 100)
}
