//! Which half of a call is compiled. Decided by `cfg` in the crate that uses the macro, never by a feature of ours.

mod manifest;

use std::{env, fs, path::Path};

use proc_macro2::TokenStream;
use quote::quote;

/// The two halves of a call.
pub struct Sides {
    /// Holds where the call is answered.
    pub server: TokenStream,
    /// Holds where it is made over the network.
    pub client: TokenStream,
}

impl Sides {
    /// The choice for the crate that is being compiled.
    pub fn of_this_crate() -> Self {
        Self::new(declares_ssr())
    }

    /// Everything but a browser is a server. In a crate that declares the usual `ssr` feature, that feature has to be
    /// on as well.
    fn new(by_feature: bool) -> Self {
        let browser = quote!(all(target_arch = "wasm32", target_os = "unknown"));
        let server = if by_feature {
            quote!(all(not(#browser), feature = "ssr"))
        } else {
            quote!(not(#browser))
        };
        let client = quote!(not(#server));
        Self { server, client }
    }
}

/// Read anew each time: rust-analyzer keeps the macro loaded while the manifest changes, and the file is small.
fn declares_ssr() -> bool {
    let manifest =
        env::var_os("CARGO_MANIFEST_DIR").and_then(|dir| fs::read_to_string(Path::new(&dir).join("Cargo.toml")).ok());
    manifest.is_some_and(|manifest| manifest::declares_feature(&manifest, "ssr"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::text_of;

    #[test]
    fn the_halves_are_each_others_negation() {
        for by_feature in [false, true] {
            let sides = Sides::new(by_feature);
            assert_eq!(text_of(&sides.client), format!("not({})", text_of(&sides.server)));
            assert_eq!(text_of(&sides.server).contains("\"ssr\""), by_feature);
        }
    }

    #[test]
    fn this_crate_has_no_ssr_feature() {
        assert!(!declares_ssr());
    }
}
