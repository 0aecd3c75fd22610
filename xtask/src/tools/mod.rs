//! What building needs beyond the stable Rust toolchain: looked for, and installed when missing.
//!
//! Each `ensure` is quick when the thing is there, so every command simply asks for what it uses;
//! nobody has to run `setup` first.

pub mod apt;
pub mod cargo;
pub mod chromium;
pub mod npm;
pub mod rust;

use crate::exec::Cmd;
use crate::failure::Result;
use crate::paths;
use crate::progress::step;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// The folders in which our own tools lie, for a program that looks for them on the PATH.
pub fn folders() -> [PathBuf; 2] {
    [paths::tools().join("bin"), npm::BINARYEN.programs()]
}

/// A program of this workspace, built when it is not there yet or has changed; once is enough for a run.
pub fn program(package: &'static str) -> Result<PathBuf> {
    static BUILT: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    if !built.contains(package) {
        let what = format!("building the tool `{package}`");
        step(&what, || {
            let flags = ["--package", package, "--profile", "tool"];
            Cmd::cargo("build").args(flags).run(&what)
        })?;
        built.insert(package);
    }
    Ok(paths::target().join("tool").join(package))
}

/// Writes what loads a module, of exactly the version of the library that the wasm was built with.
pub fn bindgen() -> Result<PathBuf> {
    program("bindgen")
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
