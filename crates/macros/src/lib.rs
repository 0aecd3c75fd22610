//! `#[action]`, `#[query]`, `#[cached]`, `derive(Form)` and `derive(PublicError)` for `leptos_actions`, which re-exports them.
//!
//! Parse, model, emit:
//!
//! | module | what it does |
//! | --- | --- |
//! | `parse` | reads options, parameters and attributes; collects every mistake instead of stopping at the first |
//! | `model` | what one call is, once everything about it has been read |
//! | `emit` | the items: argument struct, function, contract, and the server's half |
//! | `side` | which half is compiled |
//! | `public_error`, `form` | the derives, in the same three steps |
//!
//! Invariants: nothing is emitted that could meet a name of the user's; a mistake is reported where it stands; with
//! mistakes, everything that other code may name is emitted all the same, so that one mistake is one error.

mod emit;
mod expand;
mod form;
mod issues;
mod model;
mod names;
mod parse;
mod public_error;
mod side;
mod text;

use proc_macro::TokenStream;

use crate::{model::Kind, side::Sides};

#[doc = include_str!("../docs/action.md")]
#[proc_macro_attribute]
pub fn action(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(Kind::Action, options.into(), item.into(), &Sides::of_this_crate()).into()
}

#[doc = include_str!("../docs/query.md")]
#[proc_macro_attribute]
pub fn query(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(Kind::Query, options.into(), item.into(), &Sides::of_this_crate()).into()
}

#[doc = include_str!("../docs/cached.md")]
#[proc_macro_attribute]
pub fn cached(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(Kind::Cached, options.into(), item.into(), &Sides::of_this_crate()).into()
}

#[doc = include_str!("../docs/derive_form.md")]
#[proc_macro_derive(Form, attributes(form))]
pub fn derive_form(item: TokenStream) -> TokenStream {
    form::expand(item.into()).into()
}

#[doc = include_str!("../docs/derive_public_error.md")]
#[proc_macro_derive(PublicError, attributes(public))]
pub fn derive_public_error(item: TokenStream) -> TokenStream {
    public_error::expand(item.into()).into()
}
