//! `#[form(..)]` on a parameter or a field.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{
    Attribute, Expr, ExprRange, LitStr, Meta, RangeLimits, Token,
    ext::IdentExt,
    parse::{Parse, ParseStream, Parser},
};

use super::files;
use crate::{
    issues::Issues,
    model::{FormOptions, Rule},
};

/// Reads one attribute. Not split at commas: those may stand in an expression.
pub fn read_form(attribute: &Attribute, options: &mut FormOptions, issues: &mut Issues) {
    if let Meta::Path(_) = attribute.meta {
        options.is_form = true;
        return;
    }
    let read = attribute.meta.require_list().and_then(|list| {
        let all = |input: ParseStream<'_>| {
            while !input.is_empty() {
                read_entry(input, options)?;
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
}

fn read_entry(input: ParseStream<'_>, options: &mut FormOptions) -> syn::Result<()> {
    let key = input.call(Ident::parse_any)?;
    let rule = match key.to_string().as_str() {
        "range" => read_bounds(&key, input).map(Rule::Range)?,
        "length" => read_bounds(&key, input).map(Rule::Length)?,
        "email" => Rule::Email,
        "url" => Rule::Url,
        "max_size" => files::max_size(&key, input).map(Rule::MaxSize)?,
        "types" => files::types(&key, input).map(Rule::Types)?,
        "count" => files::count(&key, input).map(Rule::Count)?,
        "same_as" => Rule::SameAs(value(&key, input, "same_as = password")?),
        "default" => {
            options.default = Some(value::<Expr>(&key, input, "default = 1")?);
            return Ok(());
        }
        "autocomplete" => {
            options.autocomplete = Some(value::<LitStr>(&key, input, "autocomplete = \"email\"")?);
            return Ok(());
        }
        "handle" => {
            options.handle = Some(value::<Ident>(&key, input, "handle = email_field")?);
            return Ok(());
        }
        other => {
            let message = format!(
                "`{other}` is not a rule; there are `range`, `length`, `email`, `url` and `same_as`, for files `max_size`, `types` and `count`, and \
                 `default`, `autocomplete` and `handle`"
            );
            return Err(syn::Error::new(key.span(), message));
        }
    };
    options.rules.push(rule);
    Ok(())
}

fn value<T: Parse>(key: &Ident, input: ParseStream<'_>, example: &str) -> syn::Result<T> {
    let wrong = |_| syn::Error::new(key.span(), format!("write `{example}`"));
    input.parse::<Token![=]>().map_err(wrong)?;
    input.parse().map_err(wrong)
}

fn read_bounds(key: &Ident, input: ParseStream<'_>) -> syn::Result<ExprRange> {
    let wrong = |place: &dyn ToTokens| {
        let message = format!("write the bounds, both included: `{key} = 1..=80`, `{key} = 1..` or `{key} = ..=80`");
        syn::Error::new_spanned(place, message)
    };
    input.parse::<Token![=]>().map_err(|_| wrong(key))?;
    let bounds: ExprRange = input.parse().map_err(|_| wrong(key))?;
    let is_clear = matches!(
        (&bounds.start, &bounds.limits, &bounds.end),
        (_, RangeLimits::Closed(_), Some(_)) | (Some(_), RangeLimits::HalfOpen(_), None)
    );
    if is_clear { Ok(bounds) } else { Err(wrong(&bounds)) }
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    fn read(attribute: Attribute) -> (usize, Vec<String>) {
        let mut issues = Issues::default();
        let mut options = FormOptions::default();
        read_form(&attribute, &mut options, &mut issues);
        (options.rules.len(), issues.messages())
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
        assert_eq!(read(parse_quote!(#[form(length = 1.., email, url)])), (3, vec![]));
        assert_eq!(
            read(parse_quote!(#[form(same_as = password, default = f(1, 2), autocomplete = "email", handle = x)])),
            (1, vec![])
        );
    }

    #[test]
    fn one_bound_may_be_left_out_and_those_written_are_included() {
        assert_eq!(read(parse_quote!(#[form(range = ..=100)])), (1, vec![]));
        assert_eq!(read(parse_quote!(#[form(range = 1..)])), (1, vec![]));
        for attribute in [
            parse_quote!(#[form(range = 0..100)]),
            parse_quote!(#[form(range = ..100)]),
            parse_quote!(#[form(range = ..)]),
            parse_quote!(#[form(length = 80)]),
            parse_quote!(#[form(length)]),
        ] {
            let (rules, issues) = read(attribute);
            assert_eq!((rules, issues.len()), (0, 1));
            assert!(issues[0].starts_with("write the bounds"), "{issues:?}");
        }
    }

    #[test]
    fn an_unknown_rule_lists_the_known_ones() {
        let (_, issues) = read(parse_quote!(#[form(iban)]));
        assert!(
            issues[0].starts_with("`iban` is not a rule; there are `range`,"),
            "{issues:?}"
        );
        assert_eq!(read(parse_quote!(#[form(same_as)])).1, ["write `same_as = password`"]);
    }

    #[test]
    fn without_a_list_it_is_a_form_in_the_form() {
        let mut options = FormOptions::default();
        read_form(&parse_quote!(#[form]), &mut options, &mut Issues::default());
        assert!(options.is_form);
    }
}
