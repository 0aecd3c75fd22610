//! What becomes stale, what is shown at once, and the names that a query gives itself.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{LitStr, Path};

use super::{
    Private, local,
    span::{ends, standing_at},
};
use crate::model::{Call, Field, Stale};

const P: Private = Private;

/// The methods of `Action` and `Query` about it, where they differ from what the traits say.
pub fn emit(call: &Call) -> TokenStream {
    let refreshes = refreshes(call);
    let optimistic = (!call.optimistic.is_empty()).then(|| optimistic(call));
    let tags = (!call.tags.is_empty()).then(|| tags(call));
    quote!(#refreshes #optimistic #tags)
}

/// What is foreseen says by itself what it is about: an action that is optimistic makes nothing else stale.
fn refreshes(call: &Call) -> Option<TokenStream> {
    let named = match &call.refreshes {
        Some(named) => named.as_slice(),
        None if !call.optimistic.is_empty() => &[],
        None => return None,
    };
    let tags = named.iter().map(|stale| match stale {
        Stale::Query(path) => quote!(#P::Tag::query::<#path>()),
        Stale::Instance(query) => {
            let arguments = arguments(call, query, |value| quote!(::core::clone::Clone::clone(#value)));
            // What is no query is reported at the whole of it.
            let place = ends(query).0;
            let (instance, borrow) = (standing_at(place, quote!(#P::Tag::instance)), quote_spanned!(place=> &));
            quote!({ #arguments #instance(#borrow #query) })
        }
        Stale::Tag(tag) => {
            let tag = formatted(call, tag).unwrap_or_else(|| tag.to_token_stream());
            quote!(#P::Tag::name(#tag))
        }
    });
    Some(quote! {
        fn refreshes(&self) -> ::core::option::Option<::std::vec::Vec<#P::Tag>> {
            ::core::option::Option::Some(::std::vec![#(#tags),*])
        }
    })
}

fn tags(call: &Call) -> TokenStream {
    let tags = call
        .tags
        .iter()
        .map(|tag| formatted(call, tag).unwrap_or_else(|| quote!(::std::string::String::from(#tag))));
    quote! {
        fn tags(&self) -> ::std::vec::Vec<::std::string::String> {
            ::std::vec![#(#tags),*]
        }
    }
}

/// A tag with the arguments that it names, if it names any.
fn formatted(call: &Call, tag: &LitStr) -> Option<TokenStream> {
    if !tag.value().contains(['{', '}']) {
        return None;
    }
    let arguments = arguments(call, tag, |value| value);
    Some(quote!({ #arguments ::std::format!(#tag) }))
}

/// The arguments that travel, under their names, where `user` may name them. It may do so inside a text as well, so
/// their names are looked for as text.
fn arguments(call: &Call, user: &impl ToTokens, value: impl Fn(TokenStream) -> TokenStream) -> TokenStream {
    let user = user.to_token_stream().to_string();
    let named = call.fields().filter(|field| user.contains(field.name.as_str()));
    let each = named.map(|Field { ident, .. }| {
        let value = value(quote!(&self.#ident));
        quote!(let #ident = #value; let _ = &#ident;)
    });
    each.collect()
}

fn optimistic(call: &Call) -> TokenStream {
    let [name, arguments, id, form] = ["call", "arguments", "id", "form"].map(local);
    // Both name the same functions, so that what is wrong with one is said once.
    let all: Vec<TokenStream> = call.optimistic.iter().map(|query| foresees(call, query)).collect();
    quote! {
        const IS_OPTIMISTIC: bool = true;
        fn touches(&self, #name: &str, #arguments: &[u8]) -> bool {
            #P::touches(&[#(#all),*], self, #name, #arguments)
        }
        fn changes(&self) -> ::std::vec::Vec<&'static str> {
            #P::changes::<Self>(&[#(#all),*])
        }
        fn foresight(&self, #id: &#P::IntentId) -> ::std::vec::Vec<#P::Foresight> {
            #P::foresight(&[#(#all),*], self, #id)
        }
        fn foreseen(#form: &#P::FormValues) -> ::core::option::Option<Self> {
            <Self as #P::FromForm>::from_form(#form).ok()
        }
    }
}

/// A missing `impl Optimistic<GetCart>` is reported at the last name of the query's path.
fn foresees(call: &Call, query: &Path) -> TokenStream {
    let args = &call.args;
    let place = ends(query).1;
    let before = standing_at(place, quote!(#P::foresees::<#args,));
    let after = standing_at(place, quote!(>()));
    quote!(#before #query #after)
}
