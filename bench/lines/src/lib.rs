//! Tasks of the bookshop on plain Leptos, as somebody who knows it writes them. What stands between two markers is
//! counted by `cargo xtask lines`, here and in the shop. What is not counted on either side is left out here: the
//! database, and who is calling.
#![cfg_attr(
    target_arch = "wasm32",
    allow(unused, reason = "`#[server]` takes the bodies away, and what they call stays")
)]
#![allow(missing_docs, reason = "`#[server]` writes structs without any")]

pub mod cart;
pub mod form;
pub mod list;
pub mod search;
pub mod upload;
mod work;

pub use work::{Account, Book, Cart, CartLine, Entry};
