//! The parameters: who calls, what comes from the server, what travels.

use proc_macro2::Ident;
use syn::{Attribute, FnArg, Meta, Pat, PatType, Signature, Type, ext::IdentExt};

use super::{
    attributes::is_lint_level,
    function::generics,
    list::entries,
    rules::read_form,
    types::{Unfit, unfit},
};
use crate::{
    issues::Issues,
    model::{Field, FormOptions, Param},
};

/// What serde can be told about an argument without a form and a program seeing two different things.
const SERDE: [&str; 3] = ["default", "alias", "skip_serializing_if"];

/// Reads the parameters, and takes the attributes that are not the body's business off the signature.
pub fn read_params(signature: &mut Signature, issues: &mut Issues) -> Vec<Param> {
    let generic = generics(signature).is_some();
    let mut params: Vec<Param> = Vec::new();
    for input in &mut signature.inputs {
        let FnArg::Typed(input) = input else { continue };
        let mut param = read_param(input, issues);
        if generic && let Param::Field(field) = param {
            // Its type may name what does not exist outside of the function.
            param = Param::Unfit(field.ty);
        }
        if matches!(param, Param::Caller(_)) && params.iter().any(|other| matches!(other, Param::Caller(_))) {
            issues.on(&*input.pat, "there is a `#[caller]` already: a call has one");
            param = Param::Extract((*input.ty).clone());
        }
        params.push(param);
    }
    params
}

/// Whether an attribute of a parameter means something to us.
pub fn is_ours(attribute: &Attribute) -> bool {
    ["caller", "extract", "form"]
        .iter()
        .any(|name| attribute.path().is_ident(name))
}

fn read_param(input: &mut PatType, issues: &mut Issues) -> Param {
    let attributes = std::mem::take(&mut input.attrs);
    for attribute in attributes.iter().filter(|attribute| is_conditional(attribute)) {
        issues.on(
            attribute,
            "a parameter is there or not: put the condition on the whole function",
        );
    }
    let role = |name: &str| attributes.iter().find(|attribute| attribute.path().is_ident(name));
    match (role("caller"), role("extract")) {
        (None, None) => read_field(input, attributes, issues),
        (caller, extract) => {
            if let (Some(_), Some(second)) = (caller, extract) {
                issues.on(
                    second,
                    "either `#[caller]` or `#[extract]`: a caller is extracted anyway",
                );
            }
            for ours in attributes.iter().filter(|attribute| is_ours(attribute)) {
                check_role(ours, issues);
            }
            let is_caller = caller.is_some();
            input.attrs = attributes
                .into_iter()
                .filter(|attribute| !is_ours(attribute) && !is_conditional(attribute))
                .collect();
            server_only(&input.ty, is_caller, issues)
        }
    }
}

fn check_role(attribute: &Attribute, issues: &mut Issues) {
    if attribute.path().is_ident("form") {
        issues.on(attribute, "`#[form(..)]` is for arguments that travel");
    } else if !matches!(attribute.meta, Meta::Path(_)) {
        issues.on(attribute, "this attribute takes no options");
    }
}

fn server_only(ty: &Type, is_caller: bool, issues: &mut Issues) -> Param {
    match unfit(ty) {
        Some(Unfit::Borrowed(tokens)) => issues.on(tokens, "take it by value"),
        Some(Unfit::Opaque(tokens)) => issues.on(tokens, "name the type: it says what to extract"),
        None => {}
    }
    if is_caller {
        Param::Caller(ty.clone())
    } else {
        Param::Extract(ty.clone())
    }
}

fn read_field(input: &mut PatType, attributes: Vec<Attribute>, issues: &mut Issues) -> Param {
    let mut form = FormOptions::default();
    let mut kept = Vec::new();
    for attribute in attributes {
        if attribute.path().is_ident("form") {
            read_form(&attribute, &mut form, issues);
        } else if is_lint_level(&attribute) || attribute.path().is_ident("expect") {
            input.attrs.push(attribute);
        } else if !is_conditional(&attribute) {
            check_serde(&attribute, issues);
            kept.push(attribute);
        }
    }
    let ident = read_name(&input.pat, issues);
    let fits = check_type(&input.ty, ident.as_ref(), issues);
    let ty = (*input.ty).clone();
    match ident {
        Some(ident) if fits => Param::Field(Box::new(Field {
            name: ident.unraw().to_string(),
            ident,
            ty,
            attributes: kept,
            form,
        })),
        _ => Param::Unfit(ty),
    }
}

fn read_name(pattern: &Pat, issues: &mut Issues) -> Option<Ident> {
    match pattern {
        Pat::Ident(name) if name.by_ref.is_none() && name.subpat.is_none() => {
            if name.ident.unraw().to_string().starts_with('_') {
                issues.on(
                    &name.ident,
                    "names that start with `_` are reserved on the wire: leave the `_` out",
                );
                return None;
            }
            Some(name.ident.clone())
        }
        other => {
            let text = "an argument that travels needs a plain name; take it apart in the body, or mark it `#[extract]` if it comes from the server";
            issues.on(other, text);
            None
        }
    }
}

fn check_type(ty: &Type, name: Option<&Ident>, issues: &mut Issues) -> bool {
    let name = name.map_or_else(|| "it".to_owned(), |name| format!("`{name}`"));
    match unfit(ty) {
        None => return true,
        Some(Unfit::Borrowed(tokens)) => issues.on(tokens, format_args!("take {name} by value: arguments travel")),
        Some(Unfit::Opaque(tokens)) => issues.on(
            tokens,
            format_args!("name the type of {name}: the server has to decode it"),
        ),
    }
    false
}

/// A form and the metadata know an argument by its own name and type.
pub fn check_serde(attribute: &Attribute, issues: &mut Issues) {
    let Meta::List(list) = &attribute.meta else { return };
    if !list.path.is_ident("serde") {
        return;
    }
    for entry in entries(list.tokens.clone(), issues) {
        if !SERDE.iter().any(|known| entry.key == known) {
            issues.on(
                &entry.key,
                format_args!(
                    "a form could not follow `{}` on an argument; put it on a type of your own and take that",
                    entry.key
                ),
            );
        }
    }
}

fn is_conditional(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr")
}
