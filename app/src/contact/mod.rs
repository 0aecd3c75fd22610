//! Writing to the shop.

mod page;

use leptos_actions::prelude::*;

#[cfg(not(target_arch = "wasm32"))]
use crate::{
    db::{self, Db},
    text::can_be_seen,
};

pub use page::ContactPage;

// lines: form
/// The longest message, in characters.
const LONGEST: usize = 2_000;

/// Leaves a message for the shop. Everybody may.
#[action(public)]
pub async fn send_message(
    #[form(length = 1..=80, autocomplete = "name")] name: String,
    #[form(length = 1..=254, email, autocomplete = "email")] email: String,
    #[form(length = 1..=LONGEST)] message: String,
    #[extract] State(db): State<Db>,
) -> CallResult<()> {
    if !can_be_seen(&name) {
        Err(leptos_actions::FieldErrors::one("name", "required"))?;
    }
    if !can_be_seen(&message) {
        Err(leptos_actions::FieldErrors::one("message", "required"))?;
    }
    Ok(db::messages::add(&db, &name, &email, &message).await?)
}
// lines: end
