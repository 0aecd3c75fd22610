//! `derive(PublicError)` with every option, and what holds without.

use std::borrow::Cow;

use leptos_actions::PublicError;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

#[derive(Debug, Clone, Serialize, Deserialize, thiserror::Error, PublicError)]
#[error("private")]
enum CartError {
    SoldOut,
    #[public(status = 422, message = "Only {left} of {of:>width$} are left.", code = "few")]
    TooMany {
        left: u32,
        of: String,
        width: usize,
        #[allow(dead_code)]
        secret: String,
    },
    #[public(message = "{1:?} {{braces}} {0}")]
    Tuple(u8, String),
    #[public(message = "100 % {{plain}}")]
    Plain,
    #[public(message = "{type}")]
    Raw {
        r#type: u8,
    },
    #[public(status = 599)]
    HTTPGone(u8),
}

#[derive(Debug, Clone, Serialize, Deserialize, thiserror::Error, PublicError)]
#[error("private")]
#[public(status = 404)]
enum Missing {
    Book,
    #[public(status = 410)]
    Author,
}

#[derive(Debug, Clone, Serialize, Deserialize, thiserror::Error, PublicError)]
#[error("private")]
#[public(status = 400, code = "odd", message = "{number} is odd.")]
struct Odd {
    number: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize, thiserror::Error, PublicError)]
#[error("private")]
struct NothingSaid;

#[derive(Debug, Clone, Serialize, Deserialize, thiserror::Error, PublicError)]
enum Never {}

#[derive(Debug, Clone, Serialize, Deserialize, thiserror::Error, PublicError)]
#[error("private")]
#[public(message = "Not {0}.")]
struct Not<T: std::fmt::Debug + std::fmt::Display + 'static>(T);

fn shown<E: PublicError>(error: E) -> (u16, &'static str, Cow<'static, str>) {
    (error.status(), error.code(), error.message())
}

fn is_public<E: PublicError + DeserializeOwned>() {}

fn main() {
    let unsaid = shown(NothingSaid);
    assert_eq!(unsaid, (409, "nothing-said", "This could not be done.".into()));
    // Said of one variant, the defaults of the others stay those of the trait.
    assert_eq!(shown(CartError::SoldOut), (unsaid.0, "sold-out", unsaid.2));

    let too_many = CartError::TooMany {
        left: 2,
        of: "ten".into(),
        width: 5,
        secret: "s".into(),
    };
    assert_eq!(shown(too_many), (422, "few", "Only 2 of   ten are left.".into()));
    assert_eq!(
        shown(CartError::Tuple(1, "x".into())),
        (409, "tuple", "\"x\" {braces} 1".into())
    );
    assert!(matches!(CartError::Plain.message(), Cow::Borrowed("100 % {plain}")));
    assert_eq!(CartError::Raw { r#type: 7 }.message(), "7");
    assert_eq!(shown(CartError::HTTPGone(1)).1, "http-gone");

    assert_eq!((shown(Missing::Book).0, shown(Missing::Author).0), (404, 410));
    assert_eq!(shown(Odd { number: 3 }), (400, "odd", "3 is odd.".into()));
    assert_eq!(Not("a".to_owned()).message(), "Not a.");
    is_public::<Never>();
    is_public::<Not<String>>();
}
