//! `#[action]` and `#[query]`, from tokens to tokens.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse_quote;

use crate::{
    emit,
    issues::Issues,
    model::{Call, Kind},
    parse::{Function, Options},
    side::Sides,
};

/// All of it, and whatever is wrong with it. What cannot become a call stays the item that it was.
pub fn expand(kind: Kind, options: TokenStream, item: TokenStream, sides: &Sides) -> TokenStream {
    let mut issues = Issues::default();
    let options = match kind {
        Kind::Action | Kind::Query => Options::read(options, &mut issues),
        Kind::Cached => Options::read_cached(options, &mut issues),
    };
    let function: Function = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            issues.push(error);
            let errors = issues.into_tokens();
            return quote!(#errors #item);
        }
    };
    if let Some(receiver) = function.signature.receiver() {
        issues.on(
            receiver,
            format_args!("`#[{}]` stands on a free function, not on a method", kind.attribute()),
        );
        let errors = issues.into_tokens();
        return quote!(#errors #function);
    }
    let mut call = Call::new(kind, options, function, &mut issues);
    if kind == Kind::Cached {
        // There is nothing of it in a browser.
        let server = &sides.server;
        call.attributes.cfgs.push(parse_quote!(#[cfg(#server)]));
    }
    emit::call(&call, sides, issues)
}

#[cfg(test)]
mod tests {
    use syn::{File, Item};

    use super::*;
    use crate::text::text_of;

    fn items(options: TokenStream, item: TokenStream) -> Vec<Item> {
        let tokens = expand(Kind::Action, options, item, &Sides::of_this_crate());
        syn::parse2::<File>(tokens).expect("the expansion is Rust").items
    }

    fn is_for_the_server(item: &Item) -> bool {
        let (Item::Impl(syn::ItemImpl { attrs, .. }) | Item::Const(syn::ItemConst { attrs, .. })) = item else {
            return false;
        };
        let gate = format!("#[cfg({})]", text_of(&Sides::of_this_crate().server));
        attrs.iter().any(|attribute| text_of(attribute) == gate)
    }

    fn is_error(item: &Item) -> bool {
        matches!(item, Item::Macro(item) if text_of(&item.mac.path).ends_with("compile_error"))
    }

    #[test]
    fn the_client_half_knows_no_type_of_the_server() {
        let items = items(
            quote!(),
            quote! {
                pub async fn set_quantity(
                    #[caller] shopper: auth::Shopper,
                    book: BookId,
                    #[extract] State(db): State<Db>,
                ) -> CallResult<(), CartError> {
                    db.set(shopper, book).await
                }
            },
        );
        let (server, shared): (Vec<_>, Vec<_>) = items.iter().partition(|item| is_for_the_server(item));
        assert_eq!((server.len(), shared.len()), (2, 4));
        let shared: TokenStream = shared.into_iter().map(|item| quote!(#item)).collect();
        // As a text, for people, it may be there.
        let shared = text_of(&shared)
            .replace("\"auth::Shopper\"", "")
            .replace("`auth::Shopper`", "");
        for absent in ["Shopper", "shopper", "Db", "State", "db"] {
            assert!(!shared.contains(absent), "{absent} in {shared}");
        }
    }

    #[test]
    fn a_mistake_leaves_everything_that_other_code_names() {
        let items = items(
            quote!(public, rate = "1/s"),
            quote! {
                pub async fn rename(#[caller] member: Member, (a, b): (u8, u8), title: &str, book: BookId) {}
            },
        );
        assert_eq!(items.iter().filter(|item| is_error(item)).count(), 5);
        let structs = items.iter().filter_map(|item| match item {
            Item::Struct(item) => Some(item),
            _ => None,
        });
        assert_eq!(
            structs
                .map(|item| (item.ident.to_string(), item.fields.len()))
                .collect::<Vec<_>>(),
            [("Rename".into(), 1)]
        );
        let face = items.iter().find_map(|item| match item {
            Item::Fn(item) => Some(&item.sig),
            _ => None,
        });
        let face = face.expect("there is a function");
        assert_eq!((face.ident.to_string().as_str(), face.inputs.len()), ("rename", 3));
    }

    #[test]
    fn what_is_no_function_stays_what_it_is() {
        let items = items(
            quote!(),
            quote!(
                struct Book {}
            ),
        );
        assert!(matches!(&items[..], [Item::Macro(_), Item::Struct(_)]));
    }
}
