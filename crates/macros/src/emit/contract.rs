//! What both sides know of a call: its metadata, its checks, how a form fills it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Type, ext::IdentExt};

use super::{
    Private, files, local,
    span::{associated, covering, ends, qualified},
};
use crate::{
    model::{Call, Field, Rule},
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
    let kind = kind(call);
    let validate = validate(call);
    let from_form = from_form(call);
    quote! {
        #(#cfgs)*
        #(#lints)*
        const _: () = {
            #callable
            #kind
            #validate
            #from_form
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
fn kind(call: &Call) -> TokenStream {
    let (kind, args) = (call.kind.ident(), &call.args);
    let lanes = call
        .concurrency
        .as_ref()
        .and_then(|concurrency| lanes(call, concurrency));
    covering(&call.answer, quote!(impl #P), quote!(::#kind for #args { #lanes }))
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
            if let ::core::option::Option::Some(#part) = #form.field::<#ty>(#name, &mut #issues) {
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
        name, aliases, kind, ..
    } = call;
    let access = call.caller().map_or_else(|| "public".to_owned(), text_of);
    let fields = call.fields().map(|field| {
        let (name, ty, file) = (&field.name, text_of(&field.ty), files::meta(field));
        quote!(#P::FieldMeta { name: #name, ty: #ty, file: #file })
    });
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
    let line = quote_spanned!(call.signature.ident.span()=> ::core::line!());
    quote! {
        #P::Meta {
            name: #name,
            aliases: &[#(#aliases),*],
            kind: #P::Kind::#kind,
            access: #access,
            fields: &[#(#fields),*],
            signature: #signature,
            limit: #limit,
            concurrency: #P::Concurrency::#policy,
            timeout: #timeout,
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

fn validate(call: &Call) -> TokenStream {
    let args = &call.args;
    let issues = local("issues");
    let checks = call.fields().flat_map(|field| {
        let rules = field.rules.iter().filter_map(|rule| check(field, rule, &issues));
        rules.chain(files::check(field, &issues)).collect::<Vec<_>>()
    });
    quote! {
        impl #P::Validate for #args {
            fn validate(&self, #issues: &mut #P::FieldErrors) { #(#checks)* }
        }
    }
}

fn check(field: &Field, rule: &Rule, issues: &Ident) -> Option<TokenStream> {
    let Field { ident, name, ty, .. } = field;
    let (rule, bounds) = match rule {
        Rule::Range(bounds) => (quote!(range), quote!(, &(#bounds))),
        Rule::Length(bounds) => (quote!(length), quote!(, &(#bounds))),
        Rule::Email => (quote!(email), TokenStream::new()),
        Rule::MaxSize(_) | Rule::Types(_) | Rule::Count(_) => return None,
    };
    // A rule that does not suit the type is reported at the type, bounds that do not at the bounds.
    let (first, last) = ends(ty);
    let place = quote_spanned!(last.resolved_at(Span::call_site())=> self);
    let of = quote_spanned!(first=> &);
    Some(quote!(#P::rules::#rule(#issues, #name, #of #place.#ident #bounds);))
}

fn from_form(call: &Call) -> TokenStream {
    let args = &call.args;
    let (form, issues) = (local("form"), local("issues"));
    let locals: Vec<_> = call
        .fields()
        .map(|field| local(&format!("field_{}", field.ident.unraw())))
        .collect();
    let idents = call.fields().map(|field| &field.ident);
    let names = call.fields().map(|field| &field.name);
    quote! {
        impl #P::FromForm for #args {
            fn from_form(#form: &#P::FormValues) -> ::core::result::Result<Self, #P::FieldErrors> {
                let mut #issues = #P::FieldErrors::new();
                // All of them before the first failure is looked at.
                #(let #locals = #form.field(#names, &mut #issues);)*
                #(let ::core::option::Option::Some(#locals) = #locals else { return ::core::result::Result::Err(#issues) };)*
                ::core::result::Result::Ok(Self { #(#idents: #locals),* })
            }
        }
    }
}
