//! `derive(PublicError)`.

mod emit;
mod message;
mod model;

use proc_macro2::TokenStream;
use quote::quote;

use crate::issues::Issues;

/// The implementation, and with it whatever is wrong with what it was asked for.
pub fn expand(item: TokenStream) -> TokenStream {
    let input = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut issues = Issues::default();
    let implementation = model::PublicError::read(input, &mut issues).map(|error| emit::emit(&error));
    let errors = issues.into_tokens();
    quote!(#errors #implementation)
}
