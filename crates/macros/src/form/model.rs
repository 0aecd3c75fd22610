//! What is known of a struct that is a form.

use proc_macro2::Ident;
use syn::{Attribute, Data, DeriveInput, Fields, Path, ext::IdentExt};

use crate::{
    issues::Issues,
    model::{Field, FormOptions},
    parse::{check_serde, entries, read_form},
};

/// A struct that derives `Form`.
pub struct Form {
    pub ident: Ident,
    pub fields: Vec<Field>,
    /// The rule of the form as a whole.
    pub check: Option<Path>,
}

impl Form {
    /// Reads a type; `None` when an implementation could only repeat what is wrong.
    pub fn read(input: DeriveInput, issues: &mut Issues) -> Option<Self> {
        let DeriveInput {
            ident,
            attrs,
            generics,
            data,
            ..
        } = input;
        let named = match data {
            Data::Struct(data) => match data.fields {
                Fields::Named(fields) => Some(fields.named),
                Fields::Unnamed(_) | Fields::Unit => None,
            },
            Data::Enum(_) | Data::Union(_) => None,
        };
        let Some(named) = named else {
            issues.on(
                &ident,
                "a form is a struct with named fields; an enum can be the type of one of them",
            );
            return None;
        };
        if !generics.params.is_empty() {
            issues.on(&generics, "a form has no parameters: name the types of its fields");
            return None;
        }
        let check = read_check(&attrs, issues);
        let fields: Vec<Field> = named
            .into_iter()
            .filter_map(|field| read_field(field, issues))
            .collect();
        let all: Vec<&Field> = fields.iter().collect();
        for field in &fields {
            field.check(&all, issues);
        }
        Some(Self { ident, fields, check })
    }
}

fn read_check(attributes: &[Attribute], issues: &mut Issues) -> Option<Path> {
    let mut check = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("form")) {
        let list = match attribute.meta.require_list() {
            Ok(list) => list.tokens.clone(),
            Err(error) => {
                issues.push(error);
                continue;
            }
        };
        for entry in entries(list, issues) {
            if entry.key == "check" {
                check = entry.value("check = passwords_differ", issues);
            } else {
                issues.on(
                    &entry.key,
                    format_args!("`{}` is no rule of a form as a whole; there is `check`", entry.key),
                );
            }
        }
    }
    check
}

fn read_field(field: syn::Field, issues: &mut Issues) -> Option<Field> {
    let ident = field.ident?;
    let mut form = FormOptions::default();
    for attribute in &field.attrs {
        if attribute.path().is_ident("form") {
            read_form(attribute, &mut form, issues);
        } else if attribute.path().is_ident("cfg") {
            issues.on(
                attribute,
                "a field of a form is there or not: put the condition on the whole struct",
            );
        } else {
            check_serde(attribute, issues);
        }
    }
    let name = ident.unraw().to_string();
    if name.starts_with('_') {
        issues.on(
            &ident,
            "names that start with `_` are reserved on the wire: leave the `_` out",
        );
        return None;
    }
    Some(Field {
        ident,
        name,
        ty: field.ty,
        attributes: Vec::new(),
        form,
    })
}
