//! The pages are built as the shop is, or their figures say nothing about it: the same versions of everything that
//! both use, and the same profile.

use crate::failure::{Failure, Result};
use crate::paths;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use toml::{Table, Value};

/// The workspace of the pages.
pub const WORKSPACE: &str = "bench/size";

/// Compares the two workspaces.
pub fn check() -> Result<()> {
    let read = |path: String| fs::read_to_string(paths::root().join(&path)).map_err(|error| Failure::io(path, &error));
    let lock = format!("{WORKSPACE}/Cargo.lock");
    let differing = differing(&read("Cargo.lock".into())?, &read(lock.clone())?);
    if !differing.is_empty() {
        return Err(Failure::new(
            lock,
            format!("the root's Cargo.lock has other versions of {}", differing.join(", ")),
            format!("copy the root's over it; cargo keeps what {WORKSPACE} needs of it"),
        ));
    }
    let manifest = format!("{WORKSPACE}/Cargo.toml");
    if profile(&read("Cargo.toml".into())?) == profile(&read(manifest.clone())?) {
        return Ok(());
    }
    Err(Failure::new(
        manifest,
        "its profile `wasm-release` is not the root's",
        "make the two alike",
    ))
}

/// The packages of the second lock that the first has in other versions only.
fn differing(root: &str, pages: &str) -> Vec<String> {
    let (root, pages) = (versions(root), versions(pages));
    let differs = |(name, versions): &(String, BTreeSet<String>)| {
        root.get(name).is_some_and(|others| !versions.is_subset(others))
    };
    pages.into_iter().filter(differs).map(|(name, _)| name).collect()
}

fn versions(lock: &str) -> BTreeMap<String, BTreeSet<String>> {
    let lock: Table = toml::from_str(lock).unwrap_or_default();
    let packages = lock
        .get("package")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in &packages {
        let text = |key| package.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        versions.entry(text("name")).or_default().insert(text("version"));
    }
    versions
}

fn profile(manifest: &str) -> Option<Value> {
    let manifest: Table = toml::from_str(manifest).ok()?;
    manifest.get("profile")?.get("wasm-release").cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(packages: &[(&str, &str)]) -> String {
        let entry =
            |(name, version): &(&str, &str)| format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n");
        packages.iter().map(entry).collect()
    }

    #[test]
    fn only_shared_packages_must_agree() {
        let root = lock(&[("leptos", "0.8.23"), ("toml", "0.9.1"), ("toml", "1.0.0")]);
        let pages = lock(&[("leptos", "0.8.22"), ("toml", "1.0.0"), ("brotli", "8.0.2")]);
        assert_eq!(differing(&root, &pages), ["leptos"]);
    }

    #[test]
    fn profiles_are_compared_as_values() {
        let manifest = |level| format!("[profile.wasm-release]\nopt-level = \"{level}\"\n");
        assert_eq!(
            profile(&manifest("z")),
            profile(&format!("# as the shop's\n{}", manifest("z")))
        );
        assert_ne!(profile(&manifest("z")), profile(&manifest("s")));
    }
}
