//! Rules about packages: pins, lints, and the one that is for the browser alone.

use super::Finding;
use super::manifest::Manifest;
use super::tree::Tree;
use crate::{pins, tools};

const FRONTEND: &str = "frontend/src/lib.rs";
const FOR_WASM: &str = "#![cfg(target_arch = \"wasm32\")]";

/// An exact pin in a library forces itself on everybody; ours live in the workspace's root.
pub fn no_exact_pins(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for manifest in Manifest::crates(tree) {
        for dependency in manifest.dependencies(tree) {
            if dependency.version.trim_start().starts_with('=') && !dependency.dev {
                let message = format!(
                    "a published crate must not pin {} to `{}`, also not through the workspace",
                    dependency.package, dependency.version
                );
                findings.push(Finding::new(manifest.path(), message));
            }
        }
    }
    findings
}

/// Every crate is judged by the workspace's lints.
pub fn lints(tree: &Tree) -> Vec<Finding> {
    Manifest::crates(tree)
        .iter()
        .filter(|manifest| {
            let lints = manifest.table.get("lints");
            lints.and_then(|lints| lints.get("workspace")?.as_bool()) != Some(true)
        })
        .map(|manifest| Finding::new(manifest.path(), "add `[lints]` with `workspace = true`"))
        .collect()
}

/// Compiled natively the frontend is empty, so that a workspace build does not mix both sides.
pub fn frontend(tree: &Tree) -> Vec<Finding> {
    let first = tree.text(FRONTEND).and_then(|text| {
        text.lines()
            .map(str::trim)
            .find(|line| !line.is_empty() && !line.starts_with("//"))
    });
    match first {
        None => vec![],
        Some(FOR_WASM) => vec![],
        Some(_) => vec![Finding::at(FRONTEND, 1, format!("start with `{FOR_WASM}`"))],
    }
}

/// A workspace beside the root's has a lock file of its own, which `--locked` builds refuse once one of our crates has a
/// dependency more. Copying the root's over it and running `cargo metadata` there brings it up to date.
pub fn locks(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, lock) in tree.ending(&["/Cargo.lock"]) {
        for manifest in Manifest::crates(tree) {
            let Some(locked) = tools::dependencies(lock, manifest.package()) else {
                continue;
            };
            let wanted = manifest.dependencies(tree).into_iter().filter(|one| !one.dev);
            for missing in wanted.filter(|one| !locked.contains(&one.package)) {
                let message = format!("{} of {} is not in it", missing.package, manifest.package());
                findings.push(Finding::new(path, message));
            }
        }
    }
    findings
}

/// The program that reads the wasm and the library inside it are one version, and npm's locks
/// name no machine to download from: that is each person's own setting.
pub fn tool_pins(tree: &Tree) -> Vec<Finding> {
    let lock = tree.text("Cargo.lock").unwrap_or_default();
    let library = tools::locked(lock, "wasm-bindgen");
    let differs = library.filter(|version| version != pins::WASM_BINDGEN);
    let program = differs.map(|version| {
        let message = format!("wasm-bindgen is {version}, in xtask/src/pins.rs another");
        Finding::new("Cargo.lock", message)
    });
    let addresses = tree
        .ending(&["package-lock.json"])
        .filter(|(_, text)| text.contains("\"resolved\""))
        .map(|(path, _)| Finding::new(path, "it must not record `resolved` addresses"));
    program.into_iter().chain(addresses).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library(rest: &str) -> Tree {
        let manifest = format!("[package]\nname = \"lib\"\n{rest}");
        Tree::of(&[
            ("Cargo.toml", "[workspace.dependencies]\nbound = \"=1.2.3\"\n"),
            ("crates/lib/Cargo.toml", &manifest),
        ])
    }

    #[test]
    fn pins_are_found_also_through_the_workspace() {
        let findings = |rest| no_exact_pins(&library(rest)).len();
        assert_eq!(findings("[dependencies]\nbound.workspace = true\n"), 1);
        assert_eq!(findings("[dependencies]\nbound = \"= 1.2\"\n"), 1);
        assert_eq!(findings("[dependencies]\nbound = \"1.2\"\n"), 0);
    }

    #[test]
    fn a_crate_without_the_lints_is_found() {
        assert_eq!(lints(&library("")).len(), 1);
        assert_eq!(lints(&library("[lints]\nworkspace = true\n")).len(), 0);
    }

    #[test]
    fn the_frontend_begins_with_its_condition() {
        let findings = |text| frontend(&Tree::of(&[(FRONTEND, text)])).len();
        assert_eq!(findings("//! Entry.\n\n#![cfg(target_arch = \"wasm32\")]\n"), 0);
        assert_eq!(findings("use app::App;\n"), 1);
    }

    #[test]
    fn a_lock_file_without_a_dependency_is_found() {
        let findings = |locked: &str| {
            let manifest =
                "[package]\nname = \"lib\"\n[dependencies]\nbound = \"1\"\n[dev-dependencies]\nfree = \"1\"\n";
            let lock = format!("[[package]]\nname = \"lib\"\nversion = \"0.1.0\"\ndependencies = [{locked}]\n");
            locks(&Tree::of(&[
                ("crates/lib/Cargo.toml", manifest),
                ("side/Cargo.lock", &lock),
            ]))
            .len()
        };
        assert_eq!(findings("\"bound 1.0.0\""), 0);
        assert_eq!(findings(""), 1);
    }

    #[test]
    fn tools_of_another_version_and_locked_addresses_are_found() {
        let lock = "[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.1.0\"\n";
        assert_eq!(tool_pins(&Tree::of(&[("Cargo.lock", lock)])).len(), 1);
        let npm = "{ \"resolved\": \"https://example.invalid/a.tgz\" }";
        assert_eq!(tool_pins(&Tree::of(&[("a/package-lock.json", npm)])).len(), 1);
        assert_eq!(tool_pins(&Tree::of(&[("a/package-lock.json", "{}")])), []);
    }
}
