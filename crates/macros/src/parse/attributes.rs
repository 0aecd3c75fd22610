//! Where the attributes of a function go once it has become several items.

use syn::{Attribute, Expr, Lit, Meta};

/// A function's own attributes, by where they belong.
#[derive(Default)]
pub struct Attributes {
    /// Documentation, for the function that callers see.
    pub docs: Vec<Attribute>,
    /// `#[cfg(..)]`, for every item.
    pub cfgs: Vec<Attribute>,
    /// Lint levels, for every item.
    pub lints: Vec<Attribute>,
    /// What concerns callers.
    pub face: Vec<Attribute>,
    /// Everything else, such as `#[tracing::instrument]`.
    pub body: Vec<Attribute>,
}

impl Attributes {
    /// Sorts them.
    pub fn sort(attributes: Vec<Attribute>) -> Self {
        let mut sorted = Self::default();
        for attribute in attributes {
            let home = if attribute.path().is_ident("doc") {
                &mut sorted.docs
            } else if attribute.path().is_ident("cfg") {
                &mut sorted.cfgs
            } else if attribute.path().is_ident("deprecated") {
                &mut sorted.face
            } else if is_lint_level(&attribute) {
                &mut sorted.lints
            } else {
                &mut sorted.body
            };
            home.push(attribute);
        }
        sorted
    }

    /// The first paragraph of the documentation, and what is not text in it, such as `#[doc(hidden)]`.
    pub fn summary(&self) -> impl Iterator<Item = &Attribute> {
        let mut in_first = true;
        self.docs.iter().filter(move |attribute| {
            let line = doc_line(attribute);
            in_first &= line.as_deref() != Some("");
            in_first || line.is_none()
        })
    }
}

/// `expect` is none: it would hold for one of several items only, and complain about the others.
pub fn is_lint_level(attribute: &Attribute) -> bool {
    ["allow", "warn", "deny", "forbid"]
        .iter()
        .any(|level| attribute.path().is_ident(level))
}

fn doc_line(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(pair) => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value().trim().to_owned()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use syn::{ItemFn, parse_quote};

    use super::*;

    #[test]
    fn each_attribute_has_one_home() {
        let function: ItemFn = parse_quote! {
            /// First.
            ///
            /// Second.
            #[doc(hidden)]
            #[cfg(unix)]
            #[allow(unused)]
            #[expect(unused)]
            #[deprecated]
            #[tracing::instrument]
            fn f() {}
        };
        let sorted = Attributes::sort(function.attrs);
        assert_eq!(sorted.docs.len(), 4);
        assert_eq!(sorted.summary().count(), 2);
        assert_eq!(
            (
                sorted.cfgs.len(),
                sorted.lints.len(),
                sorted.face.len(),
                sorted.body.len()
            ),
            (1, 1, 1, 2)
        );
    }
}
