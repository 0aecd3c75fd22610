//! The half that answers: the body, the handler, the registration.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;

use super::{
    Private,
    contract::part_of,
    doc, local,
    span::{associated, ends, qualified},
};
use crate::{
    model::{Caching, Call, Kind, Param},
    side::Sides,
};

const P: Private = Private;

/// `SetQuantity::body`, which is the user's function with all its parameters.
pub fn body(call: &Call, sides: &Sides) -> TokenStream {
    let Call {
        args,
        visibility,
        attributes,
        body,
        ..
    } = call;
    let (cfgs, lints, others) = (&attributes.cfgs, &attributes.lints, &attributes.body);
    let server = &sides.server;
    let about = doc(" The function's own body with every parameter, for tests. Nothing is checked before it runs.");
    let mut signature = call.signature.clone();
    signature.ident = Ident::new("body", signature.ident.span());
    quote! {
        #(#cfgs)*
        #[cfg(#server)]
        #(#lints)*
        #[allow(clippy::too_many_arguments, clippy::unused_async, clippy::missing_errors_doc)]
        impl #args {
            #about
            #(#others)*
            #visibility #signature #body
        }
    }
}

/// How the server runs it, and that it does.
pub fn handler(call: &Call, sides: &Sides) -> TokenStream {
    let Call { args, attributes, .. } = call;
    let (cfgs, lints) = (&attributes.cfgs, &attributes.lints);
    let server = &sides.server;
    let caller = match call.caller() {
        Some(ty) => associated("Caller", ty, quote!(#ty)),
        None => quote!(type Caller = #P::server::Public;),
    };
    let requires = requires(call);
    let (handle, stale) = (handle(call), stale(call.kind));
    let registration = (call.kind != Kind::Cached)
        .then(|| quote!(#P::server::inventory::submit! { #P::server::Registration::of::<#args>() }));
    quote! {
        #(#cfgs)*
        #[cfg(#server)]
        #(#lints)*
        const _: () = {
            impl #P::server::Handle for #args {
                #caller
                #requires
                #stale
                #handle
            }
            #registration
        };
    }
}

/// By what an action and the queries on screen find each other.
fn stale(kind: Kind) -> TokenStream {
    match kind {
        Kind::Action => quote! {
            fn touched(&self) -> #P::server::Touched { #P::server::Touched::by(self) }
        },
        Kind::Query | Kind::Cached => quote! {
            fn query_tags(&self) -> ::std::vec::Vec<::std::string::String> { <Self as #P::Query>::tags(self) }
        },
    }
}

fn requires(call: &Call) -> TokenStream {
    let requirements = local("requirements");
    let place = place(call);
    let each = extracts(call).map(|ty| {
        let requires = qualified(ty, &quote!(#P::server::Extract<#place>), "requires");
        // Named here as well, `extract` says the same of a wrong type twice, and the compiler shows it once.
        let extract = extract(call, ty);
        quote!(let _ = #extract; #requires(#requirements);)
    });
    quote!(fn requires(#requirements: &mut #P::server::Requirements) { #(#each)* })
}

fn handle(call: &Call) -> TokenStream {
    let (caller, scope) = (local("caller"), local("scope"));
    let values: Vec<Ident> = (0..extracts(call).count())
        .map(|index| local(&format!("extract_{index}")))
        .collect();
    let each = values.iter().zip(extracts(call)).map(|(value, ty)| {
        let extract = extract(call, ty);
        let take = quote_spanned!(ends(ty).1=> (#scope).await?);
        quote!(let #value = #extract #take;)
    });
    let arguments = arguments(call, &caller, &values);
    // Whatever is wrong with the answer or the future of the body is said at the type of the answer.
    let (first, last) = ends(&call.answer);
    let (output, error) = (part_of(&call.answer, "Output"), part_of(&call.answer, "Error"));
    let result = quote_spanned!(first=> ::leptos_actions::__private::CallResult);
    let types = quote_spanned!(last=> <#output, #error>);
    let body = quote_spanned!(first=> Self::body);
    let answer = quote_spanned!(last=> (#(#arguments),*).await);
    let block = quote_spanned!(last=> { #(#each)* #body #answer });
    quote! {
        async fn handle(self, #caller: Self::Caller, #scope: &#P::server::Scope) -> #result #types #block
    }
}

/// The function that takes one extract.
fn extract(call: &Call, ty: &Type) -> TokenStream {
    let place = place(call);
    let (first, last) = ends(ty);
    let before = quote_spanned!(first=> ::leptos_actions::__private::server::extract::<#place,);
    let after = quote_spanned!(last=> , <Self as ::leptos_actions::__private::Callable>::Error>);
    quote!(#before #ty #after)
}

/// What the body is called with, in the order of its parameters.
fn arguments(call: &Call, caller: &Ident, extracted: &[Ident]) -> Vec<TokenStream> {
    let mut extracted = extracted.iter();
    let argument = |param: &Param| match param {
        Param::Caller(_) => Some(quote!(#caller)),
        Param::Extract(_) => extracted.next().map(|value| quote!(#value)),
        Param::Field(field) => {
            let name = &field.ident;
            Some(quote!(self.#name))
        }
        Param::Unfit(_) => None,
    };
    call.params.iter().filter_map(argument).collect()
}

fn extracts(call: &Call) -> impl Iterator<Item = &Type> {
    call.params.iter().filter_map(|param| match param {
        Param::Extract(ty) => Some(ty),
        _ => None,
    })
}

/// The kind of call, by which an extractor says where it is allowed.
fn place(call: &Call) -> TokenStream {
    match call.kind {
        Kind::Action => quote!(#P::server::ActionCall),
        _ if call.cache.as_ref().is_some_and(Caching::is_shared) => quote!(#P::server::SharedCall),
        Kind::Query | Kind::Cached => quote!(#P::server::QueryCall),
    }
}
