//! File fields: what the compiler says of the type, with what `#[form(..)]` says.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::{Private, contract::option, span::ends};
use crate::model::{Field, Rule};

const P: Private = Private;

/// `Option<FileMeta>`. Whether a type holds files the compiler knows: it may be an alias or a newtype.
pub fn meta(field: &Field) -> TokenStream {
    let ty = &field.ty;
    let probe = quote! {{
        #[allow(unused_imports)]
        use #P::NoFileField as _;
        #P::FileProbe::<#ty>::META
    }};
    if !has_rules(field) {
        return probe;
    }
    let (mut max_size, mut types, mut count) = (None, Vec::new(), None);
    for rule in &field.form.rules {
        match rule {
            Rule::MaxSize(bytes) => max_size = Some(*bytes),
            Rule::Types(all) => types.clone_from(all),
            Rule::Count(files) => count = Some(*files),
            _ => {}
        }
    }
    let max_size = option(max_size.map(|bytes| quote!(#bytes)));
    let count = option(count.map(|files| quote!(#files)));
    // Bounds that do not suit the type are reported at the type.
    let with =
        quote_spanned!(ends(ty).0.resolved_at(Span::mixed_site())=> meta.with(#max_size, &[#(#types),*], #count));
    let meta = quote_spanned!(Span::mixed_site()=> meta);
    quote! {
        match #probe {
            ::core::option::Option::Some(#meta) => ::core::option::Option::Some(#with),
            ::core::option::Option::None => ::core::option::Option::None,
        }
    }
}

/// The check of a file field with rules. Of a type that holds no files it is reported at the type.
pub fn check(field: &Field, issues: &Ident) -> Option<TokenStream> {
    let Field { ident, name, ty, .. } = field;
    has_rules(field).then(|| {
        let (first, last) = ends(ty);
        let place = quote_spanned!(last.resolved_at(Span::call_site())=> self);
        let of = quote_spanned!(first=> &);
        let meta = meta(field);
        quote!(#P::check_files(#issues, #name, #of #place.#ident, #meta);)
    })
}

fn has_rules(field: &Field) -> bool {
    let is_files = |rule: &Rule| matches!(rule, Rule::MaxSize(_) | Rule::Types(_) | Rule::Count(_));
    field.form.rules.iter().any(is_files)
}
