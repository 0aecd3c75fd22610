//! A caller, extracts, rules and every option.

use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use leptos_actions::{
    __private::{FieldErrors, FormValues, FromForm, Kind, Validate},
    Callable, Principal,
    prelude::*,
    server::{Handle, StateMap},
};
use serde::{Deserialize, Serialize};

#[derive(Debug, PartialEq)]
struct Shopper {
    id: u32,
}

impl Caller for Shopper {
    async fn identify(_: &Scope) -> CallResult<Self> {
        Err(CallError::Unauthenticated)
    }

    fn principal(&self) -> Principal {
        Principal::new("shopper", self.id)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct BookId(u32);

#[derive(Clone)]
struct Shop {
    stock: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error, PublicError)]
enum CartError {
    #[error("only {left} left")]
    #[public(status = 422, message = "Only {left} are left.")]
    TooMany { left: u32 },
}

/// Puts one book's quantity in the caller's cart.
#[action(
    args = SetLine,
    name = "set_line",
    alias = "set_quantity",
    alias = "put_line",
    limit = "4 KiB",
    timeout = "1500ms"
)]
async fn set_quantity(
    book: BookId,
    #[extract] State(shop): State<Shop>,
    #[form(range = 0..=99)] mut quantity: u32,
    #[caller] Shopper { id }: Shopper,
    /// What to write on the card.
    #[form(length = 1..=5)]
    #[serde(default)]
    card: String,
    #[extract] scope: Scope,
) -> CallResult<(u32, String), CartError> {
    let _ = (book, scope);
    if quantity > shop.stock {
        return Err(CartError::TooMany { left: shop.stock })?;
    }
    quantity += id;
    Ok((quantity, card))
}

fn meta_is_what_was_written() {
    let meta = SetLine::META;
    assert_eq!(meta.name, "set_line");
    assert_eq!(meta.aliases, ["set_quantity", "put_line"]);
    assert_eq!((meta.kind, meta.access), (Kind::Action, "Shopper"));
    assert_eq!(
        (meta.limit, meta.timeout),
        (Some(4096), Some(Duration::from_millis(1500)))
    );
    let fields: Vec<_> = meta.fields.iter().map(|field| (field.name, field.ty)).collect();
    assert_eq!(fields, [("book", "BookId"), ("quantity", "u32"), ("card", "String")]);
    assert_ne!(meta.signature, 0);
}

fn a_form_fills_the_arguments_or_says_everything_that_is_wrong() {
    let args = SetLine::from_form(&FormValues::parse(b"book=7&quantity=2&card=Ema").unwrap()).unwrap();
    assert_eq!((args.book, args.quantity, args.card.as_str()), (BookId(7), 2, "Ema"));

    let issues = SetLine::from_form(&FormValues::parse(b"book=x&quantity=two").unwrap())
        .err()
        .unwrap();
    let wrong: Vec<_> = issues
        .iter()
        .map(|(field, error)| (field.to_owned(), error.code().to_owned()))
        .collect();
    let expected = [
        ("book", "not_a_number"),
        ("quantity", "not_a_number"),
        ("card", "required"),
    ];
    assert_eq!(wrong, expected.map(|(field, code)| (field.to_owned(), code.to_owned())));
}

fn rules_are_checked() {
    let wrong = |quantity, card: &str| {
        let mut issues = FieldErrors::new();
        SetLine {
            book: BookId(1),
            quantity,
            card: card.to_owned(),
        }
        .validate(&mut issues);
        issues
            .iter()
            .map(|(field, error)| format!("{field}: {}", error.code()))
            .collect::<Vec<_>>()
    };
    assert!(wrong(99, "Ema").is_empty());
    assert_eq!(wrong(100, "too long"), ["quantity: out_of_range", "card: too_long"]);
}

fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it waits for something"),
    }
}

fn the_body_and_the_handler_take_what_they_name() {
    let shop = Shop { stock: 3 };
    let scope = Scope::detached(StateMap::default().with(shop.clone()), Default::default());
    let shopper = || Shopper { id: 10 };
    let card = || "Ema".to_owned();

    let body = SetLine::body(BookId(1), State(shop), 2, shopper(), card(), scope.clone());
    assert_eq!(now(body).unwrap(), (12, card()));

    let handled = SetLine {
        book: BookId(1),
        quantity: 2,
        card: card(),
    }
    .handle(shopper(), &scope);
    assert_eq!(now(handled).unwrap(), (12, card()));

    let refused = now(SetLine {
        book: BookId(1),
        quantity: 4,
        card: card(),
    }
    .handle(shopper(), &scope))
    .unwrap_err();
    assert_eq!(
        (refused.status(), refused.message().as_ref()),
        (422, "Only 3 are left.")
    );
}

fn main() {
    meta_is_what_was_written();
    a_form_fills_the_arguments_or_says_everything_that_is_wrong();
    rules_are_checked();
    the_body_and_the_handler_take_what_they_name();
    drop(set_quantity(BookId(1), 2, String::new()));
}
