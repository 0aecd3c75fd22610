//! What is known of an error type and its cases.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{
    Attribute, Data, DeriveInput, Fields, GenericParam, Generics, LitStr, TypeParamBound, WherePredicate, ext::IdentExt,
};

use super::message::Message;
use crate::{issues::Issues, names::kebab_case, parse::entries};

/// A type that derives `PublicError`.
pub struct PublicError {
    pub ident: Ident,
    pub generics: Generics,
    pub cases: Vec<Case>,
}

/// A variant, or the whole struct.
pub struct Case {
    /// What it is matched with, up to the braces.
    pub path: TokenStream,
    pub status: Option<u16>,
    pub code: String,
    pub message: Option<Message>,
}

impl PublicError {
    /// Reads a type; `None` when an implementation could only repeat what is wrong.
    pub fn read(input: DeriveInput, issues: &mut Issues) -> Option<Self> {
        let owns = check_generics(&input.generics, issues);
        let options = Options::read(&input.attrs, issues);
        let cases = match &input.data {
            Data::Struct(data) => vec![Case::new(quote!(Self), &input.ident, &data.fields, options, issues)],
            Data::Enum(data) => {
                options.check_default(issues);
                let variants = data.variants.iter().map(|variant| {
                    let name = &variant.ident;
                    let own = Options::read(&variant.attrs, issues);
                    Case::new(
                        quote!(Self::#name),
                        name,
                        &variant.fields,
                        own.or_status(&options),
                        issues,
                    )
                });
                variants.collect()
            }
            Data::Union(data) => {
                issues.at(
                    data.union_token.span,
                    "a union does not know which error it is: use an enum",
                );
                return None;
            }
        };
        owns.then_some(Self {
            ident: input.ident,
            generics: input.generics,
            cases,
        })
    }
}

impl Case {
    fn new(path: TokenStream, name: &Ident, fields: &Fields, options: Options, issues: &mut Issues) -> Self {
        for attribute in fields.iter().flat_map(|field| ours(&field.attrs)) {
            issues.on(
                attribute,
                "`#[public(..)]` stands on a variant or on the whole type, not on a field",
            );
        }
        Self {
            path,
            status: options.status,
            code: options
                .code
                .map_or_else(|| kebab_case(&name.unraw().to_string()), |code| code.value()),
            message: options
                .message
                .and_then(|text| Message::read(&text, fields, name, issues)),
        }
    }
}

/// What stands in `#[public(..)]`.
#[derive(Default)]
struct Options {
    status: Option<u16>,
    code: Option<LitStr>,
    message: Option<LitStr>,
}

impl Options {
    fn read(attributes: &[Attribute], issues: &mut Issues) -> Self {
        let mut options = Self::default();
        for attribute in ours(attributes) {
            match attribute.meta.require_list() {
                Ok(list) => options.take(list.tokens.clone(), issues),
                Err(error) => issues.push(error),
            }
        }
        options
    }

    fn take(&mut self, tokens: TokenStream, issues: &mut Issues) {
        for entry in entries(tokens, issues) {
            let key = entry.key.to_string();
            let twice = match key.as_str() {
                "status" => self
                    .status
                    .replace(entry.amount(STATUS, issues, status).unwrap_or_default())
                    .is_some(),
                "code" => entry
                    .value("code = \"too-many\"", issues)
                    .is_some_and(|code| self.code.replace(code).is_some()),
                "message" => {
                    let text = entry.value("message = \"Only {left} are left.\"", issues);
                    text.is_some_and(|text| self.message.replace(text).is_some())
                }
                _ => {
                    let text = format!("`{key}` is not an option here; there are `status`, `message` and `code`");
                    issues.on(&entry.key, text);
                    false
                }
            };
            if twice {
                issues.on(&entry.key, format_args!("`{key}` is there already"));
            }
        }
    }

    /// On an enum, only a status makes sense for all variants.
    fn check_default(&self, issues: &mut Issues) {
        for text in self.code.iter().chain(&self.message) {
            issues.on(
                text,
                "write this on a variant; on an enum stands the `status` of all variants that have none",
            );
        }
    }

    fn or_status(mut self, default: &Self) -> Self {
        self.status = self.status.or(default.status);
        self
    }
}

const STATUS: &str = "status = 422` or another number from 400 to 599, such as `status = 409";

fn status(text: &str) -> Option<u16> {
    text.parse().ok().filter(|status| (400..=599).contains(status))
}

fn ours(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("public"))
}

/// Whether the type owns what it holds, as something does that crosses threads and the network.
fn check_generics(generics: &Generics, issues: &mut Issues) -> bool {
    let mut owns = true;
    for param in &generics.params {
        let wrong = match param {
            GenericParam::Lifetime(_) => "use an owned type, such as `String`",
            GenericParam::Type(param) if !is_static(&param.ident, param.bounds.iter(), generics) => {
                "add the bound `'static`"
            }
            _ => continue,
        };
        issues.on(param, format_args!("an error that travels owns what it holds: {wrong}"));
        owns = false;
    }
    owns
}

fn is_static<'a>(name: &Ident, mut inline: impl Iterator<Item = &'a TypeParamBound>, generics: &'a Generics) -> bool {
    let says_so =
        |bound: &TypeParamBound| matches!(bound, TypeParamBound::Lifetime(lifetime) if lifetime.ident == "static");
    inline.any(says_so)
        || generics
            .where_clause
            .iter()
            .flat_map(|clause| &clause.predicates)
            .any(|predicate| match predicate {
                WherePredicate::Type(predicate) => {
                    matches!(&predicate.bounded_ty, syn::Type::Path(path) if path.path.is_ident(name))
                        && predicate.bounds.iter().any(says_so)
                }
                _ => false,
            })
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    fn read(input: DeriveInput) -> (Vec<Case>, Vec<String>) {
        let mut issues = Issues::default();
        let error = PublicError::read(input, &mut issues);
        (error.map(|error| error.cases).unwrap_or_default(), issues.messages())
    }

    #[test]
    fn a_variant_has_what_is_written_on_it_and_the_enums_status() {
        let (cases, issues) = read(parse_quote! {
            #[public(status = 404)]
            enum E {
                #[public(status = 422, code = "few", message = "Only {left} left.")]
                TooFew { left: u32 },
                SoldOut,
            }
        });
        assert!(issues.is_empty(), "{issues:?}");
        assert_eq!((cases[0].status, cases[0].code.as_str()), (Some(422), "few"));
        assert_eq!((cases[1].status, cases[1].code.as_str()), (Some(404), "sold-out"));
        assert!(cases[0].message.is_some() && cases[1].message.is_none());
    }

    #[test]
    fn every_mistake_is_reported() {
        let (_, issues) = read(parse_quote! {
            #[public(message = "x")]
            enum E<'a, T> {
                #[public(status = 200, status = 700, color = "red", code = 7)]
                A(&'a T),
                #[public]
                B(#[public(status = 400)] u8),
                #[public(message = "{missing} {}")]
                C,
            }
        });
        assert_eq!(issues.len(), 11, "{issues:#?}");
    }

    #[test]
    fn a_static_type_parameter_is_no_mistake() {
        assert!(
            read(parse_quote!(
                struct E<T: Clone + 'static, const N: usize>(T);
            ))
            .1
            .is_empty()
        );
        assert!(
            read(parse_quote!(
                struct E<T>(T)
                where
                    T: 'static;
            ))
            .1
            .is_empty()
        );
        assert_eq!(
            read(parse_quote!(
                struct E<T>(T)
                where
                    T: Clone;
            ))
            .1
            .len(),
            1
        );
    }
}
