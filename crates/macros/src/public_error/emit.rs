//! The implementation.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::WherePredicate;

use super::{
    message::Message,
    model::{Case, PublicError},
};
use crate::emit::Private;

const P: Private = Private;

/// What `PublicError` answers for a case of which nothing is said, when something is said of another.
const STATUS: u16 = 409;
const MESSAGE: &str = "This could not be done.";

/// `impl PublicError for CartError`. What is said of no case is left to the trait.
pub fn emit(error: &PublicError) -> TokenStream {
    let cases = &error.cases;
    let status = cases.iter().any(|case| case.status.is_some()).then(|| {
        let arms = arms(cases, |case| case.status.unwrap_or(STATUS));
        quote!(fn status(&self) -> u16 { #arms })
    });
    let code = arms(cases, |case| case.code.clone());
    let message = cases.iter().any(|case| case.message.is_some()).then(|| messages(cases));
    let mut generics = error.generics.clone();
    if !generics.params.is_empty() {
        generics.make_where_clause().predicates.push(supertraits());
    }
    let (parameters, arguments, conditions) = generics.split_for_impl();
    let ident = &error.ident;
    quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        impl #parameters #P::PublicError for #ident #arguments #conditions {
            #status
            fn code(&self) -> &'static str { #code }
            #message
        }
    }
}

fn arms<T: ToTokens>(cases: &[Case], value: impl Fn(&Case) -> T) -> TokenStream {
    if cases.is_empty() {
        return quote!(match *self {});
    }
    let arms = cases.iter().map(|case| {
        let (path, value) = (&case.path, value(case));
        quote!(#path { .. } => #value)
    });
    quote!(match self { #(#arms),* })
}

fn messages(cases: &[Case]) -> TokenStream {
    let arms = cases.iter().map(|Case { path, message, .. }| match message {
        None => quote!(#path { .. } => ::std::borrow::Cow::Borrowed(#MESSAGE)),
        Some(Message { text, bindings }) if bindings.is_empty() => quote!(#path { .. } => ::std::borrow::Cow::Borrowed(#text)),
        Some(Message { text, bindings }) => {
            let (members, names): (Vec<_>, Vec<_>) = bindings.iter().map(|(member, name)| (member, name)).unzip();
            quote! {
                #path { #(#members: #names,)* .. } => ::std::borrow::Cow::Owned(::std::format!(#text, #(#names = #names),*))
            }
        }
    });
    quote! {
        fn message(&self) -> ::std::borrow::Cow<'static, str> {
            match self { #(#arms),* }
        }
    }
}

/// What a generic type has to be for some of its parameters only.
fn supertraits() -> WherePredicate {
    syn::parse_quote! {
        Self: ::std::error::Error
            + #P::serde::Serialize
            + #P::serde::de::DeserializeOwned
            + ::core::clone::Clone
            + ::core::marker::Send
            + ::core::marker::Sync
    }
}
