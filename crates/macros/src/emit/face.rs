//! The function that callers see.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::{
    Private, doc,
    span::{covering, ends},
};
use crate::{
    model::{Call, Kind, Param},
    text::text_of,
};

const P: Private = Private;

/// `pub fn set_quantity(book: BookId, quantity: u32) -> Call<SetQuantity>`.
///
/// Without a `sound` model there is nothing it could do; it is there to be named.
pub fn emit(call: &Call, sound: bool) -> TokenStream {
    let Call {
        args,
        visibility,
        attributes,
        signature,
        ..
    } = call;
    let (docs, cfgs, lints, face) = (&attributes.docs, &attributes.cfgs, &attributes.lints, &attributes.face);
    let (name, generics, conditions) = (&signature.ident, &signature.generics, &signature.generics.where_clause);
    let who = call
        .caller()
        .map_or_else(|| "everybody".to_owned(), |caller| format!("`{}`", text_of(caller)));
    let (gap, access) = match call.kind {
        Kind::Action | Kind::Query => (doc(""), doc(&format!(" Who may call: {who}."))),
        Kind::Cached => (doc(""), doc(" Its values are kept, for everybody. It is no endpoint.")),
    };
    let params = call.params.iter().filter_map(param);
    let body = if sound {
        let fields = call.fields().map(|field| &field.ident);
        quote!(<#args as #P::Callable>::call(#args { #(#fields),* }))
    } else {
        quote!(::core::unreachable!())
    };
    let returned = covering(&call.answer, quote!(#P), quote!(::Call<#args>));
    let block = quote_spanned!(ends(&call.answer).1=> { #body });
    // It may be called over the wire alone, and so by nobody whom the compiler sees.
    quote! {
        #(#docs)*
        #gap
        #access
        #(#cfgs)*
        #(#lints)*
        #(#face)*
        #[allow(dead_code, unused_variables, clippy::too_many_arguments)]
        #visibility fn #name #generics(#(#params),*) -> #returned #conditions #block
    }
}

fn param(param: &Param) -> Option<TokenStream> {
    match param {
        Param::Field(field) => {
            let (name, ty) = (&field.ident, &field.ty);
            Some(quote!(#name: #ty))
        }
        Param::Unfit(ty) => Some(quote!(_: #ty)),
        Param::Caller(_) | Param::Extract(_) => None,
    }
}
