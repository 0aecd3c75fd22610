//! `#[form(..)]` on a parameter.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{
    Attribute, ExprRange, RangeLimits, Token,
    ext::IdentExt,
    parse::{ParseStream, Parser},
};

use super::files;
use crate::{issues::Issues, model::Rule};

/// Reads the rules in one attribute. Not split at commas: those may stand in an expression.
pub fn read_rules(attribute: &Attribute, issues: &mut Issues) -> Vec<Rule> {
    let mut rules = Vec::new();
    let read = attribute.meta.require_list().and_then(|list| {
        let all = |input: ParseStream<'_>| {
            while !input.is_empty() {
                rules.push(read_rule(input)?);
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        };
        all.parse2(list.tokens.clone())
    });
    if let Err(error) = read {
        issues.push(error);
    }
    rules
}

fn read_rule(input: ParseStream<'_>) -> syn::Result<Rule> {
    let key = input.call(Ident::parse_any)?;
    match key.to_string().as_str() {
        "range" => read_bounds(&key, input).map(Rule::Range),
        "length" => read_bounds(&key, input).map(Rule::Length),
        "email" => Ok(Rule::Email),
        "max_size" => files::max_size(&key, input).map(Rule::MaxSize),
        "types" => files::types(&key, input).map(Rule::Types),
        "count" => files::count(&key, input).map(Rule::Count),
        other => {
            let message = format!(
                "`{other}` is not a rule; there are `range`, `length` and `email`, and for files `max_size`, `types` and \
                 `count`"
            );
            Err(syn::Error::new(key.span(), message))
        }
    }
}

fn read_bounds(key: &Ident, input: ParseStream<'_>) -> syn::Result<ExprRange> {
    let wrong = |place: &dyn ToTokens| syn::Error::new_spanned(place, format!("write both bounds: `{key} = 1..=80`"));
    input.parse::<Token![=]>().map_err(|_| wrong(key))?;
    let bounds: ExprRange = input.parse().map_err(|_| wrong(key))?;
    match &bounds {
        ExprRange {
            start: Some(_),
            end: Some(_),
            limits: RangeLimits::Closed(_),
            ..
        } => Ok(bounds),
        _ => Err(wrong(&bounds)),
    }
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    fn read(attribute: Attribute) -> (usize, Vec<String>) {
        let mut issues = Issues::default();
        let rules = read_rules(&attribute, &mut issues);
        (rules.len(), issues.messages())
    }

    #[test]
    fn rules_are_combined() {
        assert_eq!(
            read(parse_quote!(#[form(range = -5..=limits::max::<u8, u8>())])),
            (1, vec![])
        );
        assert_eq!(
            read(parse_quote!(#[form(length = 1..=MAX, range = 0..=9,)])),
            (2, vec![])
        );
        assert_eq!(read(parse_quote!(#[form(length = 1..=9, email)])), (2, vec![]));
    }

    #[test]
    fn bounds_are_both_written_and_both_included() {
        for attribute in [
            parse_quote!(#[form(range = 0..100)]),
            parse_quote!(#[form(range = ..=100)]),
            parse_quote!(#[form(length = 80)]),
            parse_quote!(#[form(length)]),
        ] {
            let (rules, issues) = read(attribute);
            assert_eq!((rules, issues.len()), (0, 1));
            assert!(issues[0].starts_with("write both bounds"), "{issues:?}");
        }
    }

    #[test]
    fn an_unknown_rule_lists_the_known_ones() {
        let (_, issues) = read(parse_quote!(#[form(iban)]));
        assert_eq!(
            issues,
            [
                "`iban` is not a rule; there are `range`, `length` and `email`, and for files `max_size`, `types` and `count`"
            ]
        );
        assert_eq!(read(parse_quote!(#[form])).1.len(), 1);
    }
}
