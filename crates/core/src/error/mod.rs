//! One error type for both sides.
//!
//! 1. [`CallError`] has a variant, and with it a status, for everything that can become of a call.
//! 2. The application's own error is its `App` variant: a type that derives [`PublicError`]. It travels as it is.
//! 3. Any other error becomes [`Internal`](CallError::Internal). Its text stays on the server, where it is logged
//!    under a random [`Digest`]; only the digest travels.
//! 4. `?` knows the difference by type:
//!
//! ```
//! use leptos_actions_core::{CallError, CallResult, PublicError};
//! # use serde::{Serialize, Deserialize};
//! #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error)]
//! #[error("sold out")]
//! struct SoldOut;
//! impl PublicError for SoldOut {
//!     fn code(&self) -> &'static str { "sold-out" }
//! }
//!
//! fn ours() -> CallResult<(), SoldOut> { Err(SoldOut)? }
//! fn private() -> CallResult<u32, SoldOut> { Ok("x".parse::<u32>()?) }
//!
//! assert_eq!(ours().unwrap_err().status(), 409);
//! assert_eq!(private().unwrap_err().status(), 500);
//! ```
//!
//! Caveat: because of 4, `CallError` is no [`std::error::Error`] itself. It turns into a boxed one with `into()`, and
//! so into what Leptos' `<ErrorBoundary>` takes. From a call with another application error, cross with
//! [`map_app`](CallResultExt::map_app); from `anyhow` and boxed errors, with [`internal`](InternalExt::internal).

mod app;
mod call_error;
mod internal;

pub use app::{AppError, NoError, PublicError};
pub use call_error::{CallError, CallResult, CallResultExt, OptionExt};
pub use internal::{Digest, Internal, InternalExt};
