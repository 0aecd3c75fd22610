//! From the model to tokens.
//!
//! 1. Names of ours are absolute paths, local names are hygienic (`mixed_site`), so that nothing of the user's can
//!    shadow or be shadowed.
//! 2. What the compiler may find fault with, it finds at the user's tokens: see [`span`].
//! 3. When something is wrong already, everything that other code may name is still there. Only what would repeat the
//!    mistake in other words is left out: the handler and its registration.

mod arguments;
mod contract;
mod face;
mod files;
mod form;
mod server;
mod span;
mod stale;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};

pub use form::{emit as form, handles};

use crate::{issues::Issues, model::Call, side::Sides};

/// Everything generated code names lives here.
pub struct Private;

impl ToTokens for Private {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(quote!(::leptos_actions::__private));
    }
}

/// All items of one call.
pub fn call(call: &Call, sides: &Sides, issues: Issues) -> TokenStream {
    let sound = issues.is_empty();
    let errors = issues.into_tokens();
    let assertion = sound.then(|| contract::assertion(call)).flatten();
    let arguments = arguments::emit(call);
    let face = face::emit(call, sound);
    let contract = contract::emit(call, sides, sound);
    let body = server::body(call, sides);
    let handler = sound.then(|| server::handler(call, sides));
    quote!(#errors #assertion #arguments #face #contract #body #handler)
}

/// A name of ours that no name of the user's can be.
fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// A line of documentation.
fn doc(line: &str) -> TokenStream {
    quote!(#[doc = #line])
}
