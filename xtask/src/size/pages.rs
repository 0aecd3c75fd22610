//! The pages without a router: built in one go, and made ready for a browser as the shop is.

use super::agreement::WORKSPACE;
use super::weight::{Scales, Weight};
use crate::exec::Cmd;
use crate::failure::Result;
use crate::progress::step;
use crate::tools::rust;
use crate::{build, paths, site};
use std::path::{Path, PathBuf};

/// The page that calls nobody.
pub const BASE: &str = "base";
/// The same with a resource of Leptos, which a query of any kind stands on.
pub const RESOURCE: &str = "resource";
/// The same with its resource from leptos-fetch's store.
pub const KEPT: &str = "leptos_fetch";
/// The one with a call of ours that asks for the inspector.
pub const INSPECTOR: &str = "inspector";
/// Who makes the calls, in the names of the pages.
pub const WAYS: [&str; 3] = ["ours", "server_fns", "by_hand"];
/// What is called, in the names of the pages.
pub const PARTS: [&str; 5] = ["call", "form", "query", "two", "eleven"];

/// The fields of a form of one field, in the names of the pages.
pub const FIELDS: [&str; 13] = [
    "plain", "text", "length", "email", "url", "same_as", "secret", "number", "range", "fraction", "date", "file",
    "rows",
];

/// One page's files.
pub struct Page {
    name: String,
    wasm: PathBuf,
    js: PathBuf,
}

/// What a browser loads for one page.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    /// Its name.
    pub name: String,
    /// The module.
    pub wasm: Weight,
    /// What loads it.
    pub js: Weight,
}

/// Where the pages' workspace is built: its profile and its versions are its own.
pub fn target() -> PathBuf {
    paths::target().join("size")
}

/// Builds all pages into folders below `folder`.
pub fn make(folder: &Path) -> Result<Vec<Page>> {
    rust::ensure_wasm_target()?;
    step("building the pages without a router", || {
        Cmd::cargo("build")
            .args(["--package", "pages", "--bins", "--locked"])
            .args(["--profile", "wasm-release", "--target", rust::WASM])
            .dir(paths::root().join(WORKSPACE))
            .env("CARGO_TARGET_DIR", target())
            .envs(site::compile_env())
            .run("building the pages without a router")
    })?;
    step("packaging the pages", || {
        names().map(|name| package(name, folder)).collect()
    })
}

fn names() -> impl Iterator<Item = String> {
    let parts = |way| PARTS.map(|part| format!("{way}_{part}"));
    [BASE, RESOURCE, KEPT, INSPECTOR]
        .map(str::to_owned)
        .into_iter()
        .chain(WAYS.into_iter().flat_map(parts))
        .chain(FIELDS.map(|field| format!("field_{field}")))
}

fn package(name: String, folder: &Path) -> Result<Page> {
    let compiled = target()
        .join(rust::WASM)
        .join("wasm-release")
        .join(format!("{name}.wasm"));
    let files = folder.join(&name);
    build::bind(&compiled, "page", &files)?;
    let wasm = files.join("page_bg.wasm");
    build::shrink(&wasm)?;
    let js = files.join("page.js");
    Ok(Page { name, wasm, js })
}

/// Weighs what the browser loads of each.
pub fn weigh(pages: &[Page], scales: &Scales) -> Result<Vec<Weighed>> {
    let files: Vec<_> = pages
        .iter()
        .flat_map(|page| [page.wasm.clone(), page.js.clone()])
        .collect();
    let weights = scales.weigh(&files)?;
    let weighed = |(page, both): (&Page, &[Weight])| Weighed {
        name: page.name.clone(),
        wasm: both[0],
        js: both[1],
    };
    Ok(pages.iter().zip(weights.chunks(2)).map(weighed).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_are_those_that_there_are() {
        let sources = std::fs::read_dir(paths::root().join(WORKSPACE).join("pages/src/bin")).unwrap();
        let mut there: Vec<_> = sources
            .map(|entry| {
                entry
                    .unwrap()
                    .path()
                    .file_stem()
                    .unwrap()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        let mut known: Vec<_> = names().collect();
        there.sort();
        known.sort();
        assert_eq!(there, known);
    }
}
