//! The inside of an attribute: `key` and `key = value`, separated by commas.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use syn::{
    Lit, LitStr, Token,
    ext::IdentExt,
    parse::{Parse, ParseStream, Parser},
    punctuated::Punctuated,
};

use crate::issues::Issues;

/// One `key` or `key = value`.
pub struct Entry {
    /// The key.
    pub key: Ident,
    /// What stands behind it, with the equals sign.
    rest: TokenStream,
}

/// Splits at the commas first, so that a mistake in one entry hides none in the next.
pub fn entries(tokens: TokenStream, issues: &mut Issues) -> Vec<Entry> {
    let mut chunks = vec![TokenStream::new()];
    for token in tokens {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => chunks.push(TokenStream::new()),
            _ => chunks.last_mut().expect("there is always one").extend([token]),
        }
    }
    let filled = chunks.into_iter().filter(|chunk| !chunk.is_empty());
    filled
        .filter_map(|chunk| Entry::parse.parse2(chunk).map_err(|error| issues.push(error)).ok())
        .collect()
}

impl Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let nameless = |error: syn::Error| syn::Error::new(error.span(), "an option starts with its name");
        Ok(Self {
            key: input.call(Ident::parse_any).map_err(nameless)?,
            rest: input.parse()?,
        })
    }

    /// Reports a value where none belongs.
    pub fn refuse_value(&self, issues: &mut Issues) {
        if !self.rest.is_empty() {
            issues.at(self.value_span(), format_args!("`{}` takes no value", self.key));
        }
    }

    /// Its value; when there is none or another kind of one, `example` is what to write.
    pub fn value<T: Parse>(&self, example: &str, issues: &mut Issues) -> Option<T> {
        let read = |input: ParseStream<'_>| {
            input.parse::<Token![=]>()?;
            input.parse()
        };
        let value = read.parse2(self.rest.clone()).ok();
        if value.is_none() {
            issues.at(self.value_span(), format_args!("write `{example}`"));
        }
        value
    }

    /// Its value if that is a text that `accept` takes.
    pub fn text<T>(&self, example: &str, issues: &mut Issues, accept: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text: LitStr = self.value(example, issues)?;
        accept(&text.value()).or_else(|| {
            issues.on(&text, format_args!("write `{example}`"));
            None
        })
    }

    /// Its value if that is a text or a number without a unit that `accept` takes.
    pub fn amount<T>(&self, example: &str, issues: &mut Issues, accept: impl Fn(&str) -> Option<T>) -> Option<T> {
        let literal: Lit = self.value(example, issues)?;
        let accepted = match &literal {
            Lit::Str(text) => accept(&text.value()),
            Lit::Int(number) if number.suffix().is_empty() => accept(number.base10_digits()),
            _ => None,
        };
        accepted.or_else(|| {
            issues.on(&literal, format_args!("write `{example}`"));
            None
        })
    }

    /// What stands in the parentheses behind it, and they have to be there.
    pub fn list<T: Parse>(&self, example: &str, issues: &mut Issues) -> Option<Vec<T>> {
        let mut rest = self.rest.clone().into_iter();
        match (rest.next(), rest.next()) {
            (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::Parenthesis => {}
            _ => {
                issues.at(self.value_span(), format_args!("write `{example}`"));
                return None;
            }
        }
        let read = |input: ParseStream<'_>| {
            let inside;
            syn::parenthesized!(inside in input);
            Punctuated::<T, Token![,]>::parse_terminated(&inside)
        };
        match read.parse2(self.rest.clone()) {
            Ok(all) => Some(all.into_iter().collect()),
            Err(error) => {
                issues.at(error.span(), format_args!("write `{example}`"));
                None
            }
        }
    }

    /// The names in parentheses behind it, or none.
    pub fn names(&self, example: &str, issues: &mut Issues) -> Vec<Ident> {
        let read = |input: ParseStream<'_>| {
            if input.is_empty() {
                return Ok(Vec::new());
            }
            let inside;
            syn::parenthesized!(inside in input);
            let names = Punctuated::<Ident, Token![,]>::parse_terminated_with(&inside, Ident::parse_any)?;
            Ok(names.into_iter().collect())
        };
        read.parse2(self.rest.clone()).unwrap_or_else(|_| {
            issues.on(&self.key, format_args!("write `{example}`"));
            Vec::new()
        })
    }

    fn value_span(&self) -> Span {
        self.rest
            .clone()
            .into_iter()
            .nth(1)
            .map_or(self.key.span(), |token| token.span())
    }
}
