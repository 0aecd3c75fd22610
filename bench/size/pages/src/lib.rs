//! The pages that `cargo xtask size` weighs.
//!
//! 1. Every page in `src/bin` is the same page: a counter, eleven blocks of a button and a text, a form, a list. They
//!    differ in what is behind the buttons, the form and the list: nothing, our calls, `#[server]` functions, or
//!    `fetch` by hand. So the difference of two pages is what that costs.
//! 2. What a block looks like is compiled once ([`page::block`]), so that no page pays for its markup twice.
//! 3. [`catalogue`] has the eleven actions: five fields, among them a list and a choice, an answer of two fields, and
//!    a typed error. All three ways of calling are made from that one list.
//! 4. [`page::resource_list`] is the list from a resource of Leptos alone, which a query of any kind stands on.
//!    [`kept`] is the same list by way of leptos-fetch, so that our own store can be compared with that of a crate.
//! 5. [`fields`] has forms of one field each, which differ in its type or in one rule.
//! 6. There is no router: the base is the smallest page that hydrates.
#![allow(
    missing_docs,
    reason = "`#[server]` writes structs without any, and nobody looks these up"
)]

#[macro_use]
pub mod catalogue;
pub mod by_hand;
pub mod fields;
pub mod kept;
pub mod ours;
pub mod page;
pub mod server_fns;
