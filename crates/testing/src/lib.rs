//! Tests for applications with `leptos_actions`.
//!
//! Two ways to call, neither of which opens a socket:
//!
//! | to test | use | what runs |
//! | --- | --- | --- |
//! | what a call does | [`As`] | the call itself: caller, rules, body; with callers, state and extracts that the test names |
//! | what an address answers | [`Site`] | the whole router: guards, limits, formats, forms, pages |
//!
//! ```
//! use leptos_actions::prelude::*;
//! use leptos_actions_testing::As;
//! # use leptos_actions::Principal;
//! # #[derive(Clone)] struct Shopper { id: u32 }
//! # impl Caller for Shopper {
//! #     async fn identify(_: &Scope) -> CallResult<Self> { Err(CallError::Unauthenticated) }
//! #     fn principal(&self) -> Principal { Principal::new("shopper", self.id) }
//! # }
//!
//! #[action]
//! async fn set_quantity(
//!     #[caller] shopper: Shopper,
//!     #[form(range = 0..=99)] quantity: u32,
//!     #[extract] reply: Reply,
//! ) -> CallResult<String> {
//!     reply.redirect("/cart")?;
//!     Ok(format!("{quantity} for {}", shopper.id))
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let ada = As::caller(Shopper { id: 7 });
//! let outcome = ada.call(|| set_quantity(2)).await;
//! outcome.redirected_to("/cart");
//! assert_eq!(outcome.unwrap(), "2 for 7");
//!
//! let outcome = ada.call(SetQuantity { quantity: 100 }).await;
//! assert_eq!(outcome.field_error("quantity"), "Choose a number from 0 to 99.");
//! # }
//! ```

mod caller;
mod ledger;
mod outcome;
mod site;

pub use caller::{As, FromArguments, FromFunction, IntoCall};
pub use ledger::ledger_contract;
pub use outcome::Outcome;
pub use site::{Multipart, Received, Request, Site};
