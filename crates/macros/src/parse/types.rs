//! What in a written type cannot be part of a call.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{GenericArgument, Path, PathArguments, Type};

/// Something that no argument and no answer can hold.
pub enum Unfit {
    /// A reference, or a lifetime other than `'static`.
    Borrowed(TokenStream),
    /// `impl Trait`.
    Opaque(TokenStream),
}

/// The first such thing in `ty`.
pub fn unfit(ty: &Type) -> Option<Unfit> {
    match ty {
        Type::Reference(reference) => Some(Unfit::Borrowed(reference.to_token_stream())),
        Type::ImplTrait(opaque) => Some(Unfit::Opaque(opaque.to_token_stream())),
        Type::Array(array) => unfit(&array.elem),
        Type::Group(group) => unfit(&group.elem),
        Type::Paren(paren) => unfit(&paren.elem),
        Type::Slice(slice) => unfit(&slice.elem),
        Type::Tuple(tuple) => tuple.elems.iter().find_map(unfit),
        Type::Path(path) => path
            .qself
            .as_ref()
            .and_then(|of| unfit(&of.ty))
            .or_else(|| in_path(&path.path)),
        _ => None,
    }
}

fn in_path(path: &Path) -> Option<Unfit> {
    path.segments.iter().find_map(|segment| match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().find_map(in_argument),
        _ => None,
    })
}

fn in_argument(argument: &GenericArgument) -> Option<Unfit> {
    match argument {
        GenericArgument::Lifetime(lifetime) if lifetime.ident != "static" => {
            Some(Unfit::Borrowed(lifetime.to_token_stream()))
        }
        GenericArgument::Type(ty) => unfit(ty),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use syn::parse_str;

    use super::*;

    #[test]
    fn owned_types_fit() {
        for ty in [
            "u32",
            "Vec<(u8, [String; 2])>",
            "Cow<'static, str>",
            "<A as B<u8>>::C",
            "Box<dyn for<'a> Fn(&'a str)>",
        ] {
            assert!(unfit(&parse_str(ty).unwrap()).is_none(), "{ty}");
        }
    }

    #[test]
    fn borrows_and_opaque_types_do_not() {
        for ty in [
            "&str",
            "Option<&'static str>",
            "Cow<'a, str>",
            "(u8, &[u8])",
            "[&u8; 2]",
            "Vec<Cow<'_, str>>",
        ] {
            assert!(
                matches!(unfit(&parse_str(ty).unwrap()), Some(Unfit::Borrowed(_))),
                "{ty}"
            );
        }
        for ty in ["impl Into<String>", "Vec<impl Copy>"] {
            assert!(matches!(unfit(&parse_str(ty).unwrap()), Some(Unfit::Opaque(_))), "{ty}");
        }
    }
}
