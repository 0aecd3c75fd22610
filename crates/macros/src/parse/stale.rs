//! What an action makes stale, and the names that a query gives itself.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{
    Expr, ExprArray, ExprLit, Lit, LitStr, Path,
    parse::{Parse, ParseStream},
};

use super::list::Entry;
use crate::{issues::Issues, model::Stale, text::text_of};

const REFRESHES: &str = "refreshes(GetCart, GetReviews { book }, \"books\")";
const OPTIMISTIC: &str = "optimistic(GetCart)";
const TAGS: &str = "tags = [\"books\", \"book:{slug}\"]";

impl Parse for Stale {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Self::of(input.parse()?)
    }
}

impl Stale {
    fn of(written: Expr) -> syn::Result<Self> {
        match written {
            // What another macro pasted in.
            Expr::Group(group) => Self::of(*group.expr),
            Expr::Path(path) if path.qself.is_none() && path.attrs.is_empty() => Ok(Self::Query(path.path)),
            Expr::Struct(query) if query.qself.is_none() && query.attrs.is_empty() => Ok(Self::Instance(query)),
            Expr::Lit(ExprLit { lit: Lit::Str(tag), .. }) => Ok(Self::Tag(tag)),
            other => Err(syn::Error::new_spanned(other, "no query and no tag")),
        }
    }
}

impl ToTokens for Stale {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Query(path) => path.to_tokens(tokens),
            Self::Instance(query) => query.to_tokens(tokens),
            Self::Tag(tag) => tag.to_tokens(tokens),
        }
    }
}

/// `refreshes(GetCart, GetReviews { book }, "books")`; nothing in it is nothing made stale.
pub fn refreshes(entry: &Entry, issues: &mut Issues) -> Option<Vec<Stale>> {
    let all: Vec<Stale> = entry.list(REFRESHES, issues)?;
    check_distinct(&all, issues);
    check_filled(
        all.iter().filter_map(|one| match one {
            Stale::Tag(tag) => Some(tag),
            _ => None,
        }),
        issues,
    );
    Some(all)
}

/// `optimistic(GetCart, GetBook)`.
pub fn optimistic(entry: &Entry, issues: &mut Issues) -> Option<Vec<Path>> {
    let all: Vec<Path> = entry.list(OPTIMISTIC, issues)?;
    if all.is_empty() {
        issues.on(
            &entry.key,
            format_args!("write `{OPTIMISTIC}`, with the queries that it changes"),
        );
        return None;
    }
    check_distinct(&all, issues);
    Some(all)
}

/// `tags = ["books", "book:{slug}"]`.
pub fn tags(entry: &Entry, issues: &mut Issues) -> Option<Vec<LitStr>> {
    let array: ExprArray = entry.value(TAGS, issues)?;
    let mut tags = Vec::new();
    for element in array.elems {
        match Stale::of(element) {
            Ok(Stale::Tag(tag)) => tags.push(tag),
            Ok(other) => issues.on(other, format_args!("a tag is a text: write `{TAGS}`")),
            Err(error) => issues.at(error.span(), format_args!("a tag is a text: write `{TAGS}`")),
        }
    }
    check_distinct(&tags, issues);
    check_filled(tags.iter(), issues);
    Some(tags)
}

fn check_distinct<T: ToTokens>(all: &[T], issues: &mut Issues) {
    let texts: Vec<String> = all.iter().map(text_of).collect();
    for (index, text) in texts.iter().enumerate() {
        if texts[..index].contains(text) {
            issues.on(&all[index], format_args!("`{text}` is there already"));
        }
    }
}

fn check_filled<'a>(tags: impl Iterator<Item = &'a LitStr>, issues: &mut Issues) {
    for tag in tags.filter(|tag| tag.value().trim().is_empty()) {
        issues.on(tag, "a tag has a name, such as `\"books\"` or `\"book:{book}\"`");
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;
    use crate::parse::options::read;

    #[test]
    fn queries_instances_and_tags_are_told_apart() {
        let (options, issues) = read(quote!(refreshes(
            crate::cart::GetCart,
            GetReviews { book },
            GetBook {
                slug: slug.trim().to_owned()
            },
            GetAll {},
            "book:{book}",
        )));
        assert!(issues.is_empty(), "{issues:?}");
        let kinds = options.refreshes.unwrap().items;
        let kinds = kinds.iter().map(|stale| match stale {
            Stale::Query(_) => "query",
            Stale::Instance(_) => "instance",
            Stale::Tag(_) => "tag",
        });
        assert_eq!(
            kinds.collect::<Vec<_>>(),
            ["query", "instance", "instance", "instance", "tag"]
        );
    }

    #[test]
    fn to_refresh_nothing_is_said_with_empty_parentheses() {
        let (options, issues) = read(quote!(refreshes()));
        assert!(issues.is_empty() && options.refreshes.unwrap().items.is_empty());
    }

    #[test]
    fn the_options_go_together() {
        let (options, issues) = read(quote!(
            public,
            optimistic(GetCart, crate::GetBook),
            tags = ["a", "b:{c}",],
            refreshes("a")
        ));
        assert!(issues.is_empty(), "{issues:?}");
        assert_eq!(options.optimistic.unwrap().items.len(), 2);
        assert_eq!(options.tags.unwrap().items.len(), 2);
        assert_eq!(options.refreshes.unwrap().items.len(), 1);
    }

    #[test]
    fn another_form_is_answered_with_the_right_one() {
        for tokens in [
            quote!(refreshes),
            quote!(refreshes = GetCart),
            quote!(refreshes["books"]),
            quote!(refreshes(GetCart) + 1),
            quote!(refreshes(get_cart())),
            quote!(refreshes(7)),
            quote!(refreshes(crate::)),
            quote!(refreshes(<A as B>::C)),
        ] {
            let (options, issues) = read(tokens);
            assert!(options.refreshes.is_none());
            assert_eq!(issues, [format!("write `{REFRESHES}`")]);
        }
        for tokens in [
            quote!(optimistic),
            quote!(optimistic = GetCart),
            quote!(optimistic("books")),
            quote!(optimistic(GetCart {})),
        ] {
            assert_eq!(read(tokens).1, [format!("write `{OPTIMISTIC}`")]);
        }
        for tokens in [quote!(tags), quote!(tags("books")), quote!(tags = "books")] {
            assert_eq!(read(tokens).1, [format!("write `{TAGS}`")]);
        }
        assert_eq!(
            read(quote!(tags = [Books, 7])).1,
            [const { "a tag is a text: write `tags = [\"books\", \"book:{slug}\"]`" }; 2]
        );
        assert!(read(quote!(optimistic())).1[0].starts_with("write `optimistic(GetCart)`, with"));
    }

    #[test]
    fn what_is_there_already_and_what_is_empty_is_said() {
        assert_eq!(
            read(quote!(refreshes(a::GetCart, GetCart, a::GetCart, "b", "b"))).1,
            ["`a::GetCart` is there already", "`\"b\"` is there already"]
        );
        assert_eq!(read(quote!(optimistic(A, A))).1, ["`A` is there already"]);
        assert_eq!(read(quote!(tags = ["a", "a"])).1, [r#"`"a"` is there already"#]);
        for tokens in [quote!(tags = [""]), quote!(refreshes(" "))] {
            assert!(read(tokens).1[0].starts_with("a tag has a name"));
        }
        let (options, issues) = read(quote!(refreshes(A), refreshes(B)));
        assert_eq!(issues, ["`refreshes` is there already"]);
        assert!(options.refreshes.is_some());
    }
}
