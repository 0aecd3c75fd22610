//! A struct as a form: its fields, their checks, how a form fills it, and their handles.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::{ExprRange, Path, ext::IdentExt};

use super::{
    Private, doc, files, local,
    span::{ends, standing_at},
};
use crate::{
    model::{Field, FormOptions, Rule},
    text::text_of,
};

const P: Private = Private;

/// The traits of a form. `check` is a rule of the form as a whole.
pub fn emit(ident: &Ident, fields: &[&Field], check: Option<&Path>) -> TokenStream {
    let validate = validate(ident, fields, check);
    let from_form = from_form(ident, fields);
    let inside = fields
        .iter()
        .filter(|field| field.form.is_form && field.row().is_none())
        .map(|Field { ty, .. }| quote!(impl #P::HasFields<#ty> for #ident {}));
    quote! {
        #validate
        #from_form
        impl #P::HasFields<#ident> for #ident {}
        #(#inside)*
    }
}

/// `SendMessage::email()`, for each field, and `UpdateCart::lines()` for each group of rows.
pub fn handles(ident: &Ident, fields: &[&Field]) -> TokenStream {
    let each = fields.iter().enumerate().filter_map(|(index, field)| {
        let (handle, name) = (field.handle(), &field.name);
        let (about, ty, new) = match field.row() {
            Some(row) => (
                format!(" The rows `{name}` of its form."),
                quote!(#P::Rows<#ident, #row>),
                quote!(#P::Rows::new(#name)),
            ),
            None if field.form.is_form => return None,
            None => (
                format!(" The field `{name}` of its form."),
                quote!(#P::Field<#ident>),
                quote!(#P::Field::new(const { <#ident as #P::FromForm>::FIELDS[#index].field() })),
            ),
        };
        let about = doc(&about);
        Some(quote! {
            #about
            #[must_use]
            #[allow(dead_code, unreachable_pub)]
            pub const fn #handle() -> #ty {
                #new
            }
        })
    });
    quote! {
        impl #ident { #(#each)* }
    }
}

fn validate(ident: &Ident, fields: &[&Field], check: Option<&Path>) -> TokenStream {
    let issues = local("issues");
    let checks = fields.iter().flat_map(|field| {
        let form = &field.form;
        let inside = form.is_form.then(|| validate_inside(field, &issues));
        let rules = form
            .rules
            .iter()
            .filter(|rule| is_sound(rule, fields))
            .filter_map(|rule| check_of(field, rule, &issues, &|name| quote!(&self.#name)));
        let files = files::check(field, &issues);
        inside.into_iter().chain(rules).chain(files).collect::<Vec<_>>()
    });
    let whole = check.map(|path| quote!(#path(self, #issues);));
    quote! {
        impl #P::Validate for #ident {
            fn validate(&self, #issues: &mut #P::FieldErrors) { #(#checks)* #whole }
        }
    }
}

/// The rules of a `#[form]`, which stand at its type.
fn validate_inside(field: &Field, issues: &Ident) -> TokenStream {
    let Field { ident, name, ty, .. } = field;
    let (first, last) = ends(ty);
    let of = quote_spanned!(last=> self);
    if field.row().is_some() {
        let path = quote_spanned!(first=> ::leptos_actions::__private::validate_rows);
        quote!(#path(#issues, #name, &#of.#ident);)
    } else {
        let path = quote_spanned!(first=> ::leptos_actions::__private::Validate::validate);
        quote!(#path(&#of.#ident, #issues);)
    }
}

/// A rule that names no field is reported already.
fn is_sound(rule: &Rule, fields: &[&Field]) -> bool {
    match rule {
        Rule::SameAs(other) => fields.iter().any(|field| field.ident == *other),
        _ => true,
    }
}

/// One rule, of the values that `value_of` gives for the names of fields.
fn check_of(
    field: &Field,
    rule: &Rule,
    issues: &Ident,
    value_of: &dyn Fn(&Ident) -> TokenStream,
) -> Option<TokenStream> {
    let Field { ident, name, ty, .. } = field;
    let (rule, more) = match rule {
        Rule::Range(bounds) => (quote!(range), self::bounds(bounds)),
        Rule::Length(bounds) => (quote!(length), self::bounds(bounds)),
        Rule::Email => (quote!(email), TokenStream::new()),
        Rule::Url => (quote!(url), TokenStream::new()),
        Rule::SameAs(other) => (quote!(same_as), standing_at(other.span(), value_of(other))),
        // Of files all rules are one check.
        Rule::MaxSize(_) | Rule::Types(_) | Rule::Count(_) => return None,
    };
    // A rule that does not suit the type is reported at the type, bounds that do not at the bounds.
    let value = standing_at(ends(ty).0, value_of(ident));
    Some(quote!(#P::rules::#rule(#issues, #name, #value, #more);))
}

fn bounds(range: &ExprRange) -> TokenStream {
    let bound = |bound: &Option<Box<syn::Expr>>| match bound {
        Some(bound) => quote!(::core::option::Option::Some(#bound)),
        None => quote!(::core::option::Option::None),
    };
    let (start, end) = (bound(&range.start), bound(&range.end));
    quote!(#start, #end)
}

fn from_form(ident: &Ident, fields: &[&Field]) -> TokenStream {
    let (form, issues) = (local("form"), local("issues"));
    let parts = fields.iter().map(|field| part(field, fields));
    let all = quote!(#P::Part::errors);
    let locals: Vec<_> = fields
        .iter()
        .map(|field| local(&format!("field_{}", field.ident.unraw())))
        .collect();
    let idents: Vec<_> = fields.iter().map(|field| &field.ident).collect();
    let values = fields.iter().map(|field| {
        let Field { name, ty, .. } = field;
        match field.row() {
            Some(row) => quote!(#form.rows::<#row>(#name, #issues)),
            None if field.form.is_form => quote!(<#ty as #P::FromForm>::from_form(#form).ok()),
            None => decode(field, &form, &issues),
        }
    });
    let metas = fields.iter().map(|field| meta(field));
    let rows = fields.iter().filter_map(|field| field.row()).map(|row| {
        quote! {
            const _: () = ::core::assert!(
                #P::Part::are_flat(<#row as #P::FromForm>::FIELDS)
                    && !#P::FieldMeta::have_files(<#row as #P::FromForm>::FIELD_META),
                "a row of a form has no rows and no files in it"
            );
        }
    });
    quote! {
        impl #P::FromForm for #ident {
            const FIELDS: &'static [#P::Part] = &[#(#parts),*];

            const FIELD_META: &'static [#P::FieldMeta] = &[#(#metas),*];

            fn from_form(#form: &#P::FormValues) -> ::core::result::Result<Self, #P::FieldErrors> {
                let #issues = &mut #P::FieldErrors::new();
                #(let #locals = #values;)*
                #(let ::core::option::Option::Some(#locals) = #locals else {
                    // Everything that is wrong with any of them, and not the first alone.
                    return ::core::result::Result::Err(#all(Self::FIELDS, #form));
                };)*
                ::core::result::Result::Ok(Self { #(#idents: #locals),* })
            }
        }
        const _: () = ::core::assert!(
            #P::Part::are_distinct(<#ident as #P::FromForm>::FIELDS),
            "two fields of this form have the same name"
        );
        #(#rows)*
    }
}

/// What is known of a field before a form comes.
fn meta(field: &Field) -> TokenStream {
    let Field { name, ty, form, .. } = field;
    let (text, file) = (text_of(ty), files::meta(field));
    let of = field.row().unwrap_or(ty);
    let inside = if form.is_form {
        quote!(<#of as #P::FromForm>::FIELD_META)
    } else {
        quote!(&[])
    };
    quote!(#P::FieldMeta { name: #name, ty: #text, file: #file, fields: #inside })
}

fn decode(field: &Field, form: &Ident, issues: &Ident) -> TokenStream {
    let Field {
        name,
        ty,
        form: options,
        ..
    } = field;
    let default = match &options.default {
        Some(default) => quote!(::core::option::Option::Some(|| #default)),
        None => quote!(::core::option::Option::None),
    };
    quote!(#form.field::<#ty>(#name, #default, #issues))
}

/// A field as data. Its functions are closures, so that `Self` is what it is elsewhere.
fn part(field: &Field, all: &[&Field]) -> TokenStream {
    let Field {
        name,
        ty,
        form: options,
        ..
    } = field;
    if let Some(row) = field.row() {
        return quote!(#P::Part::Rows(#name, <#row as #P::FromForm>::FIELDS));
    }
    if options.is_form {
        return quote!(#P::Part::Form(<#ty as #P::FromForm>::FIELDS));
    }
    let FormOptions {
        rules,
        default,
        autocomplete,
        ..
    } = options;
    let limits = rules.iter().map(|rule| match rule {
        Rule::Range(bounds) => {
            let bounds = self::bounds(bounds);
            quote!(.range::<#ty, _>(#bounds))
        }
        Rule::Length(bounds) => {
            let bounds = self::bounds(bounds);
            quote!(.length(#bounds))
        }
        Rule::Email => quote!(.email()),
        Rule::Url => quote!(.url()),
        Rule::SameAs(_) | Rule::MaxSize(_) | Rule::Types(_) | Rule::Count(_) => TokenStream::new(),
    });
    let option = |value: Option<TokenStream>| match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    };
    let other = rules.iter().find_map(|rule| match rule {
        Rule::SameAs(other) => all.iter().find(|field| field.ident == *other),
        _ => None,
    });
    let same_as = option(other.map(|Field { name, .. }| quote!(#name)));
    let autocomplete = option(autocomplete.as_ref().map(|purpose| quote!(#purpose)));
    let has_default = default.is_some();
    let check = check(field, other.copied());
    quote! {
        #P::Part::Field(&#P::FieldDef {
            name: #name,
            shape: #P::Shape::of::<#ty>,
            limits: || #P::Limits::default() #(#limits)*,
            autocomplete: #autocomplete,
            has_default: #has_default,
            same_as: #same_as,
            check: #check,
        })
    }
}

/// Decodes one field of a form, and holds the same rules against it as `validate` does.
fn check(field: &Field, other: Option<&Field>) -> TokenStream {
    let (form, issues, value, second) = (local("form"), local("issues"), local("value"), local("other"));
    let value_of = |name: &Ident| {
        if *name == field.ident {
            quote!(&#value)
        } else {
            quote!(&#second)
        }
    };
    let (mine, compared): (Vec<_>, Vec<_>) = field
        .form
        .rules
        .iter()
        .partition(|rule| !matches!(rule, Rule::SameAs(_)));
    let rules = |rules: Vec<&Rule>| {
        rules
            .into_iter()
            .filter_map(|rule| check_of(field, rule, &issues, &value_of))
            .collect::<TokenStream>()
    };
    let (mine, compared) = (rules(mine), rules(compared));
    let own = decode(field, &form, &issues);
    let compared = other.map(|other| {
        let ignored = local("ignored");
        let theirs = decode(other, &form, &ignored);
        // What is wrong with the other field is said there.
        quote! {
            let #ignored = &mut #P::FieldErrors::new();
            if let ::core::option::Option::Some(#second) = #theirs { #compared }
        }
    });
    quote! {
        |#form, #issues| {
            if let ::core::option::Option::Some(#value) = #own {
                let _ = &#value;
                #mine
                #compared
            }
        }
    }
}
