//! Stale queries and foreseen answers, whatever the author calls things.

#![deny(warnings, let_underscore_drop, unused_results, clippy::all, clippy::pedantic)]
#![allow(dead_code, non_camel_case_types)]

use ::leptos_actions::{
    __private as private, Action as _, CallResult, IntentId, Optimistic, Query as _, action, query,
};

mod std {}
mod core {}
mod leptos_actions {}

struct Option;
struct Vec;
struct String;
struct Tag;
struct Foresight;

type Numbers = ::std::vec::Vec<u32>;
type Text = ::std::string::String;

mod cart {
    use ::leptos_actions::{CallResult, query};

    #[query(public)]
    pub async fn get_cart() -> CallResult<u32> {
        Ok(1)
    }
}

#[query(public, tags = ["books", "book:{id}:{arguments}"])]
async fn get_reviews(id: u32, arguments: Text, unused: u32) -> CallResult<Numbers> {
    Ok([id, unused, u32::try_from(arguments.len()).unwrap_or_default()].into())
}

#[action(
    public,
    queue(book),
    optimistic(cart::GetCart, GetReviews),
    refreshes(
        cart::GetCart,
        GetReviews { id: book, arguments: text, unused: call.len() as u32 },
        GetReviews { id: *arguments, arguments: text.clone(), unused: 0 },
        "book:{book}:{text}",
    )
)]
#[allow(clippy::cast_possible_truncation)]
async fn add_review(book: u32, text: Text, call: Text, arguments: Box<u32>, form: u32) -> CallResult<()> {
    drop((book, text, call, arguments, form));
    Ok(())
}

impl Optimistic<cart::GetCart> for AddReview {
    fn apply(&self, _: &IntentId, answer: &mut u32) {
        *answer += self.book;
    }
}

impl Optimistic<GetReviews> for AddReview {
    fn apply(&self, _: &IntentId, answer: &mut Numbers) {
        answer.push(self.book);
    }
}

macro_rules! make {
    ($name:ident, $query:path, $tag:literal, $book:ident) => {
        #[action(public, refreshes($query, $tag, GetReviews { id: $book, arguments: Text::new(), unused: 1 }))]
        async fn $name($book: u32) -> CallResult<()> {
            let _ = $book;
            Ok(())
        }
    };
}

make!(pasted, cart::GetCart, "book:{number}", number);

fn main() {
    let action = AddReview {
        book: 1,
        text: "a".to_owned(),
        call: Text::new(),
        arguments: Box::new(2),
        form: 3,
    };
    assert_eq!(action.refreshes().map(|tags| tags.len()), Some(4));
    let name = private::Tag::name("book:1:a");
    assert!(action.refreshes().is_some_and(|tags| tags.contains(&name)));
    let reviews = GetReviews {
        id: 1,
        arguments: "a".to_owned(),
        unused: 0,
    };
    assert_eq!(reviews.tags(), ["books", "book:1:a"]);
    let pasted = Pasted { number: 7 }.refreshes().unwrap_or_default();
    assert_eq!(pasted.len(), 3);
    assert!(pasted.contains(&private::Tag::name("book:7")));
}
