//! The rules of file fields in `#[form(..)]`.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{Expr, ExprArray, Lit, LitInt, Token, parse::ParseStream};

use super::units;

/// `max_size = "2 MiB"`
pub fn max_size(key: &Ident, input: ParseStream<'_>) -> syn::Result<u64> {
    const EXAMPLE: &str = "write `max_size = \"2 MiB\"` in B, kB, KiB, MB or MiB, or a number of bytes";
    let literal: Lit = value(key, input, EXAMPLE)?;
    let bytes = match &literal {
        Lit::Str(text) => units::bytes(&text.value()),
        Lit::Int(number) if number.suffix().is_empty() => units::bytes(number.base10_digits()),
        _ => None,
    };
    bytes.ok_or_else(|| syn::Error::new_spanned(&literal, EXAMPLE))
}

/// `types = ["image/png", "image/*"]`
pub fn types(key: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<String>> {
    const EXAMPLE: &str = "write media types in lower case: `types = [\"image/png\", \"text/*\"]`";
    let list: ExprArray = value(key, input, EXAMPLE)?;
    if list.elems.is_empty() {
        return Err(syn::Error::new_spanned(&list, EXAMPLE));
    }
    let each = list.elems.iter().map(|element| {
        let text = match element {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        };
        let text = text.filter(|text| is_media_type(text));
        text.ok_or_else(|| syn::Error::new_spanned(element, EXAMPLE))
    });
    each.collect()
}

/// `count = 3`
pub fn count(key: &Ident, input: ParseStream<'_>) -> syn::Result<usize> {
    const EXAMPLE: &str = "write a number of files: `count = 3`";
    let literal: LitInt = value(key, input, EXAMPLE)?;
    let count = literal.base10_parse().ok().filter(|count| (1..=1_000).contains(count));
    count.ok_or_else(|| syn::Error::new_spanned(&literal, EXAMPLE))
}

fn value<T: syn::parse::Parse>(key: &Ident, input: ParseStream<'_>, example: &str) -> syn::Result<T> {
    let wrong = |place: &dyn ToTokens| syn::Error::new_spanned(place, example);
    input.parse::<Token![=]>().map_err(|_| wrong(key))?;
    input.parse().map_err(|_| wrong(key))
}

fn is_media_type(text: &str) -> bool {
    let is_token = |part: &str| {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"!#$&^_.+-".contains(&byte);
        !part.is_empty() && part.bytes().all(fits)
    };
    text.split_once('/')
        .is_some_and(|(family, kind)| is_token(family) && (kind == "*" || is_token(kind)))
}

#[cfg(test)]
mod tests {
    use syn::{Attribute, parse_quote};

    use super::super::rules::read_form;
    use crate::{
        issues::Issues,
        model::{FormOptions, Rule},
    };

    fn read(attribute: Attribute) -> (Vec<Rule>, Vec<String>) {
        let (mut options, mut issues) = (FormOptions::default(), Issues::default());
        read_form(&attribute, &mut options, &mut issues);
        (options.rules, issues.messages())
    }

    #[test]
    fn what_a_file_may_be_is_read() {
        let attribute =
            parse_quote!(#[form(max_size = "2 MiB", types = ["image/png", "image/svg+xml", "text/*"], count = 3)]);
        let (rules, issues) = read(attribute);
        assert!(issues.is_empty(), "{issues:?}");
        let [Rule::MaxSize(2_097_152), Rule::Types(types), Rule::Count(3)] = &rules[..] else {
            panic!("other rules");
        };
        assert_eq!(types, &["image/png", "image/svg+xml", "text/*"]);
    }

    #[test]
    fn what_is_no_amount_or_type_is_said_with_an_example() {
        for attribute in [
            parse_quote!(#[form(max_size = "2 mb")]),
            parse_quote!(#[form(max_size)]),
            parse_quote!(#[form(max_size = 0)]),
            parse_quote!(#[form(types = "image/png")]),
            parse_quote!(#[form(types = [])]),
            parse_quote!(#[form(types = [".png"])]),
            parse_quote!(#[form(types = ["IMAGE/PNG"])]),
            parse_quote!(#[form(types = ["image/png; q=1"])]),
            parse_quote!(#[form(types = ["*/*"])]),
            parse_quote!(#[form(count = 0)]),
            parse_quote!(#[form(count = "3")]),
        ] {
            let (rules, issues) = read(attribute);
            assert_eq!((rules.len(), issues.len()), (0, 1));
            assert!(issues[0].starts_with("write "), "{issues:?}");
        }
    }
}
