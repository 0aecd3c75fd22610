//! The bookshop: components and server functions, compiled for both sides.
//!
//! Each feature is a folder in which its types, its server functions and its components stand together. What only the
//! server has (`db`, `password`, `session`, `shopper`, `shell`) is left out of the browser's build.
#![allow(missing_docs, reason = "an application's own modules are read, not looked up")]

pub mod account;
mod address;
pub mod books;
pub mod cart;
pub mod contact;
#[cfg(debug_assertions)]
mod dev;
mod failed;
mod focus;
mod layout;
pub mod list;
mod money;
pub mod pages;
pub mod search;
mod undo;
mod unshown;

#[cfg(not(target_arch = "wasm32"))]
pub mod db;
#[cfg(not(target_arch = "wasm32"))]
pub mod password;
#[cfg(not(target_arch = "wasm32"))]
mod session;
#[cfg(not(target_arch = "wasm32"))]
pub mod shell;
#[cfg(not(target_arch = "wasm32"))]
pub mod shopper;
#[cfg(not(target_arch = "wasm32"))]
mod text;

pub use layout::App;
pub use money::Cents;

/// Every call of the shop, for the check at start-up.
pub const CALLS: &str = include_str!("../calls.txt");
