//! How long answers are kept, and for whom.

use proc_macro2::{Ident, TokenStream};
use syn::{
    LitStr, Token, parenthesized,
    parse::{Parse, ParseStream},
};

use super::{list::Entry, units};
use crate::{issues::Issues, model::Caching};

const CACHE: &str = "cache = shared(\"1h\", stale = \"10m\")` or `cache = private(\"1m\")` with times in s, min, h or d, \
                     such as `cache = shared(\"5min\")";
const LIFETIME: &str = "cached(\"1h\", stale = \"10m\", tags = [\"books\"])` with times in s, min, h or d, such as \
                        `cached(\"5min\")";

/// As it is written: the times not looked at.
struct Written {
    whom: Ident,
    fresh: LitStr,
    stale: Option<LitStr>,
}

impl Parse for Written {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let whom: Ident = input.parse()?;
        let inside;
        parenthesized!(inside in input);
        let fresh = inside.parse()?;
        let mut stale = None;
        if inside.parse::<Option<Token![,]>>()?.is_some() && !inside.is_empty() {
            let key: Ident = inside.parse()?;
            if key != "stale" {
                return Err(syn::Error::new(key.span(), "not an option"));
            }
            inside.parse::<Token![=]>()?;
            stale = Some(inside.parse()?);
            inside.parse::<Option<Token![,]>>()?;
        }
        if inside.is_empty() && (whom == "shared" || whom == "private") {
            Ok(Self { whom, fresh, stale })
        } else {
            Err(inside.error("not an option"))
        }
    }
}

/// `cache = shared("1h", stale = "10m")`.
pub fn caching(entry: &Entry, issues: &mut Issues) -> Option<Caching> {
    let Written { whom, fresh, stale } = entry.value(CACHE, issues)?;
    let stale = stale.map_or(Some(0), |text| time(&text, CACHE, issues));
    Some(Caching {
        fresh: time(&fresh, CACHE, issues)?,
        stale: stale?,
        key: whom,
    })
}

/// The first thing in `#[cached("1h", ..)]`, and what stands behind it.
pub fn lifetime(tokens: TokenStream, issues: &mut Issues) -> (Option<u64>, TokenStream) {
    let read = |input: ParseStream<'_>| {
        let fresh: LitStr = input.parse()?;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        Ok((fresh, input.parse::<TokenStream>()?))
    };
    match syn::parse::Parser::parse2(read, tokens) {
        Ok((fresh, rest)) => (time(&fresh, LIFETIME, issues), rest),
        Err(error) => {
            issues.at(
                error.span(),
                format_args!("write `#[{LIFETIME}`: how long its values are kept comes first"),
            );
            (None, TokenStream::new())
        }
    }
}

/// `stale = "10m"` of `#[cached]`.
pub fn stale(entry: &Entry, issues: &mut Issues) -> Option<u64> {
    let text = entry.value("stale = \"10m\"", issues)?;
    time(
        &text,
        "stale = \"10m\"` with a time in s, min, h or d, such as `stale = \"1h\"",
        issues,
    )
}

fn time(text: &LitStr, example: &str, issues: &mut Issues) -> Option<u64> {
    let time = units::lifetime(&text.value());
    if time.is_none() {
        issues.on(text, format_args!("write `{example}`"));
    }
    time
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;
    use crate::parse::{Options, options::read};

    #[test]
    fn a_lifetime_and_how_long_a_stale_answer_is_given_are_read() {
        for (tokens, expected) in [
            (quote!(cache = shared("1h")), (true, 3_600_000, 0)),
            (quote!(cache = shared("1h", stale = "10m",)), (true, 3_600_000, 600_000)),
            (
                quote!(cache = private("90s", stale = "1d")),
                (false, 90_000, 86_400_000),
            ),
        ] {
            let (options, issues) = read(tokens);
            assert!(issues.is_empty(), "{issues:?}");
            let cache = options.cache.unwrap();
            assert_eq!((cache.is_shared(), cache.fresh, cache.stale), expected);
        }
    }

    #[test]
    fn another_form_is_answered_with_the_right_one() {
        for tokens in [
            quote!(cache),
            quote!(cache = "1h"),
            quote!(cache = shared),
            quote!(cache = shared()),
            quote!(cache = public("1h")),
            quote!(cache = shared(1)),
            quote!(cache = shared("1 week")),
            quote!(cache = shared("0s")),
            quote!(cache = shared("1000d")),
            quote!(cache = shared("1h", fresh = "1h")),
            quote!(cache = shared("1h", stale = 1)),
            quote!(cache = private("1h", stale = "soon")),
        ] {
            let (options, issues) = read(tokens.clone());
            assert!(options.cache.is_none(), "{tokens}");
            assert_eq!(issues, [format!("write `{CACHE}`")], "{tokens}");
        }
    }

    #[test]
    fn what_a_cached_function_is_told_is_read() {
        let mut issues = Issues::default();
        let options = Options::read_cached(
            quote!("1h", stale = "10m", tags = ["books"], timeout = "1s"),
            &mut issues,
        );
        assert!(issues.is_empty());
        let cache = options.cache.unwrap();
        assert_eq!(
            (cache.is_shared(), cache.fresh, cache.stale),
            (true, 3_600_000, 600_000)
        );
        assert_eq!((options.tags.unwrap().items.len(), options.timeout), (1, Some(1_000)));
        for tokens in [
            quote!(),
            quote!(tags = ["books"]),
            quote!("soon"),
            quote!("1h", public),
            quote!("1h" tags),
        ] {
            let mut issues = Issues::default();
            Options::read_cached(tokens, &mut issues);
            assert_eq!(issues.messages().len(), 1);
        }
    }
}
