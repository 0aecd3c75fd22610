//! `derive(Form)`.

mod model;

use proc_macro2::TokenStream;
use quote::quote;

use crate::{emit, issues::Issues};

/// The implementation, and with it whatever is wrong with what it was asked for.
pub fn expand(item: TokenStream) -> TokenStream {
    let input = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut issues = Issues::default();
    let form = model::Form::read(input, &mut issues);
    let implementation = form.map(|model::Form { ident, fields, check }| {
        let fields: Vec<_> = fields.iter().collect();
        let (form, handles) = (
            emit::form(&ident, &fields, check.as_ref()),
            emit::handles(&ident, &fields),
        );
        quote! {
            const _: () = {
                #form
                #handles
            };
        }
    });
    let errors = issues.into_tokens();
    quote!(#errors #implementation)
}
