//! The function under the attribute.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Attribute, FnArg, ReturnType, Safety, Signature, Token, Type, Visibility,
    parse::{Parse, ParseStream},
    spanned::Spanned,
};

use super::{
    params::is_ours,
    types::{Unfit, unfit},
};
use crate::{issues::Issues, model::Kind};

/// A function whose body is left as it is: what is half typed in it is no business of ours, and the compiler finds
/// better words.
pub struct Function {
    pub attributes: Vec<Attribute>,
    pub visibility: Visibility,
    pub signature: Signature,
    pub body: Group,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        if !starts_function(input) {
            return Err(input.error("this attribute stands on an `async fn`"));
        }
        let signature: Signature = input.parse()?;
        match input.parse()? {
            TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => Ok(Self {
                attributes,
                visibility,
                signature,
                body,
            }),
            other => Err(syn::Error::new(other.span(), "a call needs a body")),
        }
    }
}

fn starts_function(input: ParseStream<'_>) -> bool {
    let any_of = [
        input.peek(Token![async]),
        input.peek(Token![const]),
        input.peek(Token![extern]),
        input.peek(Token![fn]),
        input.peek(Token![unsafe]),
    ];
    any_of.contains(&true)
}

/// The function without what only our attribute understands, for when it cannot be more than a function.
impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self {
            attributes,
            visibility,
            signature,
            body,
        } = self;
        let mut signature = signature.clone();
        for input in &mut signature.inputs {
            let (FnArg::Typed(syn::PatType { attrs, .. }) | FnArg::Receiver(syn::Receiver { attrs, .. })) = input;
            attrs.retain(|attribute| !is_ours(attribute));
        }
        tokens.extend(quote!(#(#attributes)* #visibility #signature #body));
    }
}

impl Function {
    /// Reports what cannot be called over a network, and returns the type of the answer if that is one.
    pub fn check(&self, kind: Kind, issues: &mut Issues) -> Option<Type> {
        let signature = &self.signature;
        let mut refuse = |span: Option<Span>, what: &str| {
            if let Some(span) = span {
                issues.at(span, format_args!("{} cannot be {what}", kind.a_call()));
            }
        };
        refuse(signature.constness.map(|token| token.span()), "`const`");
        refuse(
            matches!(signature.safety, Safety::Unsafe(_)).then(|| signature.safety.span()),
            "`unsafe`",
        );
        refuse(signature.abi.as_ref().map(|abi| abi.extern_token.span()), "`extern`");
        refuse(
            signature.variadic.as_ref().map(|variadic| variadic.dots.spans[0]),
            "variadic",
        );
        refuse(
            generics(signature),
            "generic: it is one address with one type for each argument",
        );
        if signature.asyncness.is_none() {
            issues.at(
                signature.fn_token.span,
                format_args!("write `async fn {}`", signature.ident),
            );
        }
        self.answer(issues)
    }

    fn answer(&self, issues: &mut Issues) -> Option<Type> {
        let ReturnType::Type(_, ty) = &self.signature.output else {
            let after = self.signature.paren_token.span.close();
            issues.at(
                after,
                "write what it answers with: return `CallResult<T>` or `CallResult<T, E>`",
            );
            return None;
        };
        match unfit(ty) {
            None if generics(&self.signature).is_none() => return Some((**ty).clone()),
            None => {}
            Some(Unfit::Borrowed(tokens)) => issues.on(tokens, "answer with something owned: it travels"),
            Some(Unfit::Opaque(tokens)) => issues.on(tokens, "name the type: the caller has to decode it"),
        }
        None
    }
}

/// Where a function starts to be generic.
pub fn generics(signature: &Signature) -> Option<Span> {
    let generics = &signature.generics;
    let params = generics.params.first().map(Spanned::span);
    params.or(generics.where_clause.as_ref().map(|clause| clause.where_token.span))
}
