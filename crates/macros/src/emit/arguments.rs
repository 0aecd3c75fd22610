//! The argument struct.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;

use super::{Private, doc};
use crate::model::{Call, Field, Kind};

const P: Private = Private;

/// `pub struct SetQuantity { pub book: BookId, pub quantity: u32 }`, always with braces: a unit or tuple struct would
/// take the name among the values as well, where a component may have it.
pub fn emit(call: &Call) -> TokenStream {
    let Call {
        args,
        visibility,
        attributes,
        ..
    } = call;
    let (cfgs, lints, summary) = (&attributes.cfgs, &attributes.lints, attributes.summary());
    let about = doc(&format!(
        " The arguments of [`{0}`](fn@{0}).",
        call.signature.ident.unraw()
    ));
    let gap = doc("");
    // A query's arguments are its cache key.
    let comparable = (call.kind != Kind::Action).then(|| quote!(::core::cmp::PartialEq,));
    let serde = quote!(#P::serde).to_string().replace(' ', "");
    let fields = call.fields().map(field);
    // A name that is taken already is reported where the function's own name stands.
    let place = call.signature.ident.span();
    let (start, fields) = (quote_spanned!(place=> struct), quote_spanned!(place=> { #(#fields),* }));
    quote! {
        #about
        #gap
        #(#summary)*
        #(#cfgs)*
        #(#lints)*
        #[derive(::core::clone::Clone, #comparable #P::serde::Serialize, #P::serde::Deserialize)]
        #[serde(crate = #serde)]
        #visibility #start #args #fields
    }
}

fn field(field: &Field) -> TokenStream {
    let Field {
        ident,
        name,
        ty,
        attributes,
        ..
    } = field;
    let about = doc(&format!(" The argument `{name}`."));
    let gap = doc("");
    // The derived code finds fault with a field where it starts.
    let start = quote_spanned!(ident.span()=> pub);
    quote!(#about #gap #(#attributes)* #start #ident: #ty)
}
