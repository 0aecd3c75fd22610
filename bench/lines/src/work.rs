//! What both sides have and neither counts: stand-ins for the database and for the shop's small helpers.

use std::io::Error;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A book that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Book {
    pub slug: String,
    pub title: String,
    pub author: String,
}

pub async fn add_message(_name: &str, _email: &str, _message: &str) -> Result<(), Error> {
    Ok(())
}

pub async fn count_books(_text: &str) -> Result<u32, Error> {
    Ok(0)
}

pub async fn find_books(_text: &str, _limit: u32, _offset: u32) -> Result<Vec<Book>, Error> {
    Ok(vec![])
}

/// Gives the focus to the content when the element that had it is gone.
pub fn rescue_focus() {}

/// A text as a value in an address's query.
#[must_use]
pub fn encode(text: &str) -> String {
    text.to_owned()
}

#[component]
pub fn Shelf(books: Vec<Book>) -> impl IntoView {
    books.into_iter().map(|book| book.title).collect_view()
}

#[component]
pub fn Paging(page: u32, pages: u32, to_page: impl Fn(u32) -> String) -> impl IntoView {
    (page < pages).then(|| to_page(page + 1))
}

/// What is in the cart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cart {
    pub lines: Vec<CartLine>,
}

impl Cart {
    #[must_use]
    pub fn total(&self) -> u32 {
        self.lines.iter().map(|line| line.price * line.quantity).sum()
    }
}

/// A book in the cart; its price is in cents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CartLine {
    pub book: i64,
    pub slug: String,
    pub title: String,
    pub author: String,
    pub price: u32,
    pub quantity: u32,
}

#[must_use]
pub fn euros(cents: u32) -> String {
    format!("€{}.{:02}", cents / 100, cents % 100)
}

pub async fn shopper() -> Result<String, Error> {
    Ok(String::new())
}

pub async fn stock(_book: i64) -> Result<Option<u32>, Error> {
    Ok(None)
}

pub async fn set_line(_shopper: &str, _book: i64, _quantity: u32) -> Result<(), Error> {
    Ok(())
}

#[component]
pub fn RemoveForm(book: i64, title: String) -> impl IntoView {
    format!("{title} {book}")
}
