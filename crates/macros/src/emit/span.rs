//! Where the compiler puts what it has to say.
//!
//! Stable Rust cannot join the spans of several tokens. The compiler does: what starts with the first token of a type
//! and ends with the last of them stands where the type stands. It also reports one mistake at one place only once.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;

/// `<ty as bound>::item`, standing where `ty` stands.
pub fn qualified(ty: &Type, bound: &TokenStream, item: &str) -> TokenStream {
    let (first, last) = ends(ty);
    let item = Ident::new(item, last);
    let before = quote_spanned!(first=> <);
    let after = quote_spanned!(last=> as #bound>::#item);
    quote!(#before #ty #after)
}

/// `before` and `after`, standing where `ty` starts and ends. For tokens of ours: the user's know where they stand.
pub fn covering(ty: &Type, before: TokenStream, after: TokenStream) -> TokenStream {
    let (first, last) = ends(ty);
    let place = |tokens: TokenStream, span| {
        tokens.into_iter().map(move |mut token| {
            token.set_span(span);
            token
        })
    };
    place(before, first).chain(place(after, last)).collect()
}

/// The spans of the first and of the last token.
pub fn ends(tokens: &impl ToTokens) -> (Span, Span) {
    let mut spans = tokens.to_token_stream().into_iter().map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::call_site);
    (first, spans.last().unwrap_or(first))
}

/// `type name = value;`, standing where `ty` stands.
pub fn associated(name: &str, ty: &Type, value: TokenStream) -> TokenStream {
    let (first, last) = ends(ty);
    let name = Ident::new(name, first);
    let before = quote_spanned!(first=> type #name =);
    let after = quote_spanned!(last=> ;);
    quote!(#before #value #after)
}

/// Tokens of ours where the compiler is to see a token of the user's. What they name stays what it was.
pub fn standing_at(place: Span, tokens: TokenStream) -> TokenStream {
    let tokens = tokens.into_iter().map(|mut token| {
        let span = token.span();
        token.set_span(place.resolved_at(span));
        token
    });
    tokens.collect()
}
