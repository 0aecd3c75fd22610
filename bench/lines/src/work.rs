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

/// What could not be loaded, with the page's status and a link that asks again.
#[component]
pub fn Failed(status: u16, message: String, what: &'static str, again: impl Fn() + 'static) -> impl IntoView {
    let ask = move |_| again();
    view! { <button on:click=ask>{format!("{what}: {message} ({status})")}</button> }
}

/// Something to read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub id: i64,
    pub text: String,
    pub done: bool,
}

pub async fn entries(_shopper: &str) -> Result<Vec<Entry>, Error> {
    Ok(vec![])
}

pub async fn add_entry(_shopper: &str, _text: &str, _most: u32) -> Result<bool, Error> {
    Ok(true)
}

pub async fn set_entry(_shopper: &str, _entry: i64, _done: bool) -> Result<Option<()>, Error> {
    Ok(None)
}

pub async fn delete_entry(_shopper: &str, _entry: i64) -> Result<(), Error> {
    Ok(())
}

/// What a member says about themselves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Account {
    pub id: i64,
    pub name: String,
    pub bio: String,
    pub avatar: Option<String>,
}

/// Who is signed in.
pub async fn member() -> Result<Option<i64>, Error> {
    Ok(None)
}

/// Saves an account, and gives the picture that was replaced.
pub async fn save_account(
    _member: i64,
    _name: &str,
    _bio: &str,
    _avatar: Option<&str>,
) -> Result<Option<String>, Error> {
    Ok(None)
}

/// Keeps a file under a name of its own.
pub async fn keep(_bytes: Vec<u8>) -> Result<String, Error> {
    Ok(String::new())
}

pub async fn remove(_file: &str) {}

/// The type of a file by its bytes, as a crate for it says.
#[must_use]
pub fn sniff(_bytes: &[u8]) -> Option<&'static str> {
    None
}

/// Where a picture is.
#[must_use]
pub fn address(id: &str) -> String {
    format!("/avatars/{id}")
}

/// A text as HTML.
#[must_use]
pub fn escape(text: &str) -> String {
    text.to_owned()
}
