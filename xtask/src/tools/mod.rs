//! What building needs beyond the stable Rust toolchain: looked for, and installed when missing.
//!
//! Each `ensure` is quick when the thing is there, so every command simply asks for what it uses;
//! nobody has to run `setup` first.

pub mod apt;
pub mod cargo;
pub mod chromium;
pub mod npm;
pub mod rust;

use crate::failure::{Failure, Result};
use crate::{paths, pins};
use std::path::PathBuf;

/// The folders in which our own tools lie, for a program that looks for them on the PATH.
pub fn folders() -> [PathBuf; 2] {
    [paths::tools().join("bin"), npm::BINARYEN.programs()]
}

/// The wasm-bindgen program, of exactly the version of the library that the wasm was built with.
pub fn wasm_bindgen() -> Result<PathBuf> {
    let lock =
        std::fs::read_to_string(paths::root().join("Cargo.lock")).map_err(|error| Failure::io("Cargo.lock", &error))?;
    match locked(&lock, "wasm-bindgen") {
        Some(version) if version != pins::WASM_BINDGEN => Err(Failure::new(
            "wasm-bindgen",
            format!(
                "Cargo.lock has {version}, the program is pinned to {}",
                pins::WASM_BINDGEN
            ),
            "make Cargo.toml and xtask/src/pins.rs name the same version",
        )),
        _ => cargo::WASM_BINDGEN.ensure(),
    }
}

/// The version of a package in the text of a Cargo.lock.
pub fn locked(lock: &str, package: &str) -> Option<String> {
    Some(entry(lock, package)?.get("version")?.as_str()?.to_owned())
}

/// The names of what a package in the text of a Cargo.lock depends on.
pub fn dependencies(lock: &str, package: &str) -> Option<Vec<String>> {
    let entry = entry(lock, package)?;
    let listed = entry.get("dependencies").and_then(toml::Value::as_array);
    let named = listed.into_iter().flatten().filter_map(toml::Value::as_str);
    // A version stands behind the name where there are several.
    Some(
        named
            .filter_map(|one| Some(one.split(' ').next()?.to_owned()))
            .collect(),
    )
}

fn entry(lock: &str, package: &str) -> Option<toml::Value> {
    let lock: toml::Table = toml::from_str(lock).ok()?;
    let mut packages = lock.get("package")?.as_array()?.iter();
    packages
        .find(|entry| entry.get("name").and_then(toml::Value::as_str) == Some(package))
        .cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locked_version_is_found_by_its_exact_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"2.0.0\"\n";
        assert_eq!(locked(lock, "wasm-bindgen").as_deref(), Some("2.0.0"));
        assert_eq!(locked(lock, "wasm"), None);
    }
}
