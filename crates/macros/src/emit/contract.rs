//! What both sides know of a call: its metadata, its checks, how a form fills it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;

use super::{
    Private, form, local,
    span::{associated, covering, ends, qualified},
    stale,
};
use crate::{
    model::{Caching, Call, Field, Kind},
    names::pascal_case,
    parse::Concurrency,
    side::Sides,
    text::{hash, text_of},
};

const P: Private = Private;

/// The traits of the argument struct, but for the handler.
pub fn emit(call: &Call, sides: &Sides, sound: bool) -> TokenStream {
    let (cfgs, lints) = (&call.attributes.cfgs, &call.attributes.lints);
    let callable = callable(call, sides, sound);
    let kind = kind(call, sound);
    let fields: Vec<&Field> = call.fields().collect();
    let form = form::emit(&call.args, &fields, None);
    let handles = (call.kind == Kind::Action).then(|| form::handles(&call.args, &fields));
    quote! {
        #(#cfgs)*
        #(#lints)*
        const _: () = {
            #callable
            #kind
            #form
            #handles
        };
    }
}

/// Says at an argument's type that it cannot travel. Stands before the derived code, which says it in its own words.
pub fn assertion(call: &Call) -> Option<TokenStream> {
    call.fields().next()?;
    let cfgs = &call.attributes.cfgs;
    let each = call.fields().map(|Field { ty, .. }| {
        let (first, last) = ends(ty);
        let before = quote_spanned!(first=> argument::<);
        let after = quote_spanned!(last=> >(););
        quote!(#before #ty #after)
    });
    Some(quote! {
        #(#cfgs)*
        const _: fn() = || {
            fn argument<T: #P::Argument>() {}
            #(#each)*
        };
    })
}

fn callable(call: &Call, sides: &Sides, sound: bool) -> TokenStream {
    let Call { args, answer, .. } = call;
    let parts = ["Output", "Error"].map(|part| associated(part, answer, part_of(answer, part)));
    let meta = meta(call);
    let how = how(call, sides, sound);
    quote! {
        impl #P::Callable for #args {
            #(#parts)*
            const META: &'static #P::Meta = &#meta;
            #how
        }
    }
}

/// `impl Query for GetBook {}`, standing where the type of the answer stands, of which it demands something.
fn kind(call: &Call, sound: bool) -> TokenStream {
    let (kind, args) = (call.kind.ident(), &call.args);
    let lanes = call
        .concurrency
        .as_ref()
        .and_then(|concurrency| lanes(call, concurrency));
    let stale = sound.then(|| stale::emit(call));
    covering(
        &call.answer,
        quote!(impl #P),
        quote!(::#kind for #args { #lanes #stale }),
    )
}

/// What tells the lanes apart, from arguments and from a form; nothing when there is one lane.
fn lanes(call: &Call, concurrency: &Concurrency) -> Option<TokenStream> {
    let in_lane = |field: &&Field| concurrency.lane.contains(&field.ident);
    let fields: Vec<_> = call.fields().filter(in_lane).collect();
    let first = fields.first()?;
    let [lane, form, issues, part] = ["lane", "form", "issues", "part"].map(local);
    let of = quote_spanned!(first.ident.span()=> self);
    let pushes = fields
        .iter()
        .map(|Field { ident, .. }| quote!(#P::push_lane(&mut #lane, &#of.#ident);));
    let reads = fields.iter().map(|Field { name, ty, .. }| {
        quote! {
            if let ::core::option::Option::Some(#part) = #form.field::<#ty>(#name, ::core::option::Option::None, &mut #issues) {
                #P::push_lane(&mut #lane, &#part);
            }
        }
    });
    Some(quote! {
        fn lane(&self) -> ::std::vec::Vec<u8> {
            let mut #lane = ::std::vec::Vec::new();
            #(#pushes)*
            #lane
        }
        fn lane_of(#form: &#P::FormValues) -> ::std::vec::Vec<u8> {
            let mut #lane = ::std::vec::Vec::new();
            let mut #issues = #P::FieldErrors::new();
            #(#reads)*
            #lane
        }
    })
}

/// One of the two types of an answer, taken apart by the compiler: the author may use any alias.
pub fn part_of(answer: &Type, part: &str) -> TokenStream {
    qualified(answer, &quote!(#P::Outcome), part)
}

fn how(call: &Call, sides: &Sides, sound: bool) -> TokenStream {
    let Sides { server, client } = sides;
    let returned = covering(&call.answer, quote!(#P), quote!(::Call<Self>));
    let (_, end) = ends(&call.answer);
    let direct = quote_spanned!(end=> { ::leptos_actions::__private::server::direct(self) });
    let remote = quote_spanned!(end=> { ::leptos_actions::__private::client::call(self) });
    if !sound {
        return quote!(fn call(self) -> #returned { ::core::unreachable!() });
    }
    quote! {
        #[cfg(#server)]
        fn call(self) -> #returned #direct
        #[cfg(#client)]
        fn call(self) -> #returned #remote
    }
}

fn meta(call: &Call) -> TokenStream {
    let Call {
        name,
        aliases,
        kind,
        args,
        ..
    } = call;
    let access = call.caller().map_or_else(|| "public".to_owned(), text_of);
    let (kind, signature) = (kind.ident(), signature(call));
    let limit = option(call.limit.map(|bytes| quote!(#bytes)));
    let timeout = option(
        call.timeout
            .map(|millis| quote!(::core::time::Duration::from_millis(#millis))),
    );
    let policy = call.concurrency.as_ref().map_or_else(
        || Ident::new("Parallel", Span::call_site()),
        |concurrency| Ident::new(&pascal_case(&concurrency.policy.to_string()), Span::call_site()),
    );
    let cache = option(call.cache.as_ref().map(|Caching { fresh, stale, .. }| {
        let is_shared = call.cache.as_ref().is_some_and(Caching::is_shared);
        let [fresh, stale] = [fresh, stale].map(|millis| quote!(::core::time::Duration::from_millis(#millis)));
        quote!(#P::Caching { is_shared: #is_shared, fresh: #fresh, stale: #stale })
    }));
    let name = match call.kind {
        Kind::Action | Kind::Query => quote!(#name),
        // It has no address, and so need be no other's.
        Kind::Cached => quote!(::core::concat!(::core::module_path!(), "::", #name)),
    };
    let line = quote_spanned!(call.signature.ident.span()=> ::core::line!());
    quote! {
        #P::Meta {
            name: #name,
            aliases: &[#(#aliases),*],
            kind: #P::Kind::#kind,
            access: #access,
            fields: <#args as #P::FromForm>::FIELD_META,
            signature: #signature,
            limit: #limit,
            concurrency: #P::Concurrency::#policy,
            timeout: #timeout,
            cache: #cache,
            file: ::core::file!(),
            line: #line,
        }
    }
}

pub fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(
        || quote!(::core::option::Option::None),
        |value| quote!(::core::option::Option::Some(#value)),
    )
}

/// Differs whenever an answer or a request of another build could not be read, as far as names can tell.
fn signature(call: &Call) -> u64 {
    let mut parts = vec![call.kind.attribute().to_owned()];
    for field in call.fields() {
        parts.extend([field.name.clone(), text_of(&field.ty)]);
    }
    parts.push(text_of(&call.answer));
    hash(&parts.iter().map(String::as_str).collect::<Vec<_>>())
}
