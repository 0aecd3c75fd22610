//! The contract that both sides of a call share.
//!
//! Everything here compiles for the server and for the browser, and knows neither: no Leptos, axum, tokio or
//! web-sys. An application does not name this crate; `leptos_actions` re-exports what it needs.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`call`] | [`Callable`], what a macro-made argument struct is, and [`Call`], the future of one call |
//! | [`meta`] | [`Meta`], what is known of a call before it runs |
//! | [`error`] | [`CallError`], the one error type of both sides, and [`PublicError`], the application's part of it |
//! | [`field`] | [`Field`], the typed handle of a field: its shape, its rules, its attributes |
//! | [`fields`] | [`FieldErrors`], what is wrong with which field, as data |
//! | [`form`] | [`FormValues`], a form as posted, and its decoding into an argument struct |
//! | [`foresight`] | [`Optimistic`], how an action changes what is shown before it is answered |
//! | [`key`] | [`IdempotencyKey`], the secret name of an intent, and [`IntentId`], its public one |
//! | [`tag`] | [`Tag`], what an action makes stale |
//! | [`upload`] | [`Upload`], a file in a form, and what a file field takes |
//! | [`rules`] | the checks behind `#[form(..)]` |
//! | [`secret`], [`date`] | two types for fields: [`Secret`] and [`Date`] |
//! | [`codec`] | CBOR for calls, answers and hydration |
//! | [`wire`] | paths, header names and the answer's envelope |

pub mod call;
pub mod codec;
pub mod date;
pub mod error;
pub mod field;
pub mod fields;
pub mod foresight;
pub mod form;
pub mod key;
pub mod meta;
pub mod rules;
pub mod secret;
pub mod tag;
pub mod upload;
pub mod wire;

pub use call::{Action, Argument, Call, Callable, IntoQuery, Known, Outcome, Query, QueryResult, Validate};
pub use date::{Date, NotADate};
pub use error::{
    AppError, CallError, CallResult, CallResultExt, Digest, Internal, InternalExt, NoError, OptionExt, PublicError,
};
pub use field::{Control, Field, FieldDef, FieldPlace, FieldValue, HasFields, Limits, Part, Rows, Shape, ShapeKind};
pub use fields::{FieldError, FieldErrors};
pub use foresight::{Foresight, ForesightOf, Optimistic};
pub use form::{FormValues, FromForm};
pub use key::{IdempotencyKey, IntentId};
pub use meta::{Caching, Concurrency, FieldMeta, Kind, Meta};
pub use secret::Secret;
pub use tag::Tag;
pub use upload::{FileMeta, Upload};
