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

/// The spans of the first and of the last token.
pub fn ends(tokens: &impl ToTokens) -> (Span, Span) {
    let mut spans = tokens.to_token_stream().into_iter().map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::call_site);
    (first, spans.last().unwrap_or(first))
}
