//! macros
mod emit;
mod issues;
mod model;
mod names;
mod parse;
mod public_error;
mod side;
mod text;

use proc_macro::TokenStream;
use quote::quote;
use syn::spanned::Spanned;

use crate::{
    issues::Issues,
    model::{Call, Kind},
    parse::{Function, Options},
    side::Sides,
};

#[proc_macro_attribute]
pub fn action(options: TokenStream, item: TokenStream) -> TokenStream {
    expand(Kind::Action, options.into(), item.into(), &Sides::of_this_crate()).into()
}

#[proc_macro_attribute]
pub fn query(options: TokenStream, item: TokenStream) -> TokenStream {
    expand(Kind::Query, options.into(), item.into(), &Sides::of_this_crate()).into()
}

fn expand(
    kind: Kind,
    options: proc_macro2::TokenStream,
    item: proc_macro2::TokenStream,
    sides: &Sides,
) -> proc_macro2::TokenStream {
    let mut issues = Issues::default();
    let options = Options::read(options, &mut issues);
    let function: Function = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            issues.push(error);
            let errors = issues.into_tokens();
            return quote!(#errors #item);
        }
    };
    if let Some(receiver) = function.signature.receiver() {
        issues.at(
            receiver.span(),
            format_args!("`#[{}]` stands on a free function, not on a method", kind.attribute()),
        );
        let errors = issues.into_tokens();
        return quote!(#errors #function);
    }
    let call = Call::new(kind, options, function, &mut issues);
    emit::call(&call, sides, issues)
}

#[proc_macro_derive(PublicError, attributes(public))]
pub fn derive_public_error(item: TokenStream) -> TokenStream {
    public_error::expand(item.into()).into()
}
