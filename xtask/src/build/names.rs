//! Names of files by what is in them, so that a browser may keep them for ever. They are written as cargo-leptos writes
//! them, into the file that Leptos reads beside the server's program.

use super::Mode;
use super::compress::{DIGEST, digest};
use crate::failure::{Failure, Result};
use crate::{paths, site};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The files that a page asks for by name.
const ENDINGS: [&str; 3] = ["js", "wasm", "css"];
/// What loads the parts of the wasm, as it is named before it has a digest.
const LOADER: &str = "__wasm_split.______________________.js";
/// The parts of each page, for the server.
const LIST: &str = "__wasm_split_manifest.json";

/// Where Leptos reads the digests: beside the program of a release build.
fn list() -> PathBuf {
    paths::target().join("release/hash.txt")
}

/// Puts the list beside another program of the same build.
pub fn beside(program: &Path) -> Result<()> {
    let copy = program.with_file_name("hash.txt");
    fs::copy(list(), &copy)
        .map(drop)
        .map_err(|error| Failure::io(copy.display().to_string(), &error))
}

/// The modules of the package as they lie in the site: what every page loads, and the parts of a release build.
pub fn modules(mode: Mode) -> Result<Vec<PathBuf>> {
    let package = paths::root().join(site::ROOT).join(site::PACKAGE);
    if mode == Mode::Dev {
        return Ok(vec![package.join(format!("{}.wasm", site::NAME))]);
    }
    let list = list();
    let text = fs::read_to_string(&list).map_err(|error| Failure::io(list.display().to_string(), &error))?;
    let digest = find(&text, "wasm").ok_or_else(|| {
        let remedy = "build it with `cargo xtask build --release`";
        Failure::new(list.display().to_string(), "it has no line `wasm`", remedy)
    })?;
    let mut modules = parts(&package).map_err(|error| Failure::io(package.display().to_string(), &error))?;
    modules.push(package.join(format!("{}.{digest}.wasm", site::NAME)));
    Ok(modules)
}

fn find<'a>(list: &'a str, ending: &str) -> Option<&'a str> {
    let mut lines = list.lines().filter_map(|line| line.split_once(": "));
    lines.find_map(|(known, digest)| (known == ending).then_some(digest))
}

/// Renames the files of a package and writes the list.
pub fn give(package: &Path) -> io::Result<()> {
    let list = list();
    if let Some(folder) = list.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(list, rename(package)?)
}

/// The scripts are minified: no space stands between `from` and a name.
///
/// The parts first, since the loader names them; the two scripts name each other, so their digest is that of both.
fn rename(package: &Path) -> io::Result<String> {
    let file = |name: &str| package.join(name);
    let [script, wasm, css] = ENDINGS.map(|ending| file(&format!("{}.{ending}", site::NAME)));
    let (loader, list) = (file(LOADER), file(LIST));
    for part in parts(package)? {
        let (plain, _) = stem(&part)?;
        let digest = by_content(&part)?;
        replace(
            &loader,
            &format!("\"./{plain}.wasm\""),
            &format!("\"./{plain}.{digest}.wasm\""),
        )?;
        replace(&list, &format!("\"{plain}\""), &format!("\"{plain}.{digest}\""))?;
    }
    let both = digest(&[fs::read(&script)?, fs::read(&loader)?].concat());
    // Not where the module is handed what it imports, under the name that it knows.
    replace(
        &script,
        &format!("from\"./{LOADER}\""),
        &format!("from\"./__wasm_split.{both}.js\""),
    )?;
    let loads = format!("from\"./{}", site::NAME);
    replace(&loader, &format!("{loads}.js\""), &format!("{loads}.{both}.js\""))?;
    fs::rename(script, file(&format!("{}.{both}.js", site::NAME)))?;
    fs::rename(loader, file(&format!("__wasm_split.{both}.js")))?;
    let (wasm, css, list) = (by_content(&wasm)?, by_content(&css)?, by_content(&list)?);
    Ok(format!(
        "js: {both}\nwasm: {wasm}\ncss: {css}\nsplit: {both}\nmanifest: {list}\n"
    ))
}

/// The modules that are loaded when they are needed.
fn parts(package: &Path) -> io::Result<Vec<PathBuf>> {
    let files = fs::read_dir(package)?.map(|entry| Ok(entry?.path()));
    let files = files.collect::<io::Result<Vec<_>>>()?;
    let is_part = |file: &PathBuf| stem(file).is_ok_and(|(stem, ending)| ending == "wasm" && stem.starts_with("part_"));
    Ok(files.into_iter().filter(is_part).collect())
}

/// Puts the digest of a file into its name, and returns it.
fn by_content(file: &Path) -> io::Result<String> {
    let digest = digest(&fs::read(file)?);
    let (stem, ending) = stem(file)?;
    fs::rename(file, file.with_file_name(format!("{stem}.{digest}.{ending}")))?;
    Ok(digest)
}

/// The name of a file before its last dot, and what is behind that.
fn stem(file: &Path) -> io::Result<(&str, &str)> {
    let name = file.file_name().and_then(|name| name.to_str());
    let stem = name.and_then(|name| name.rsplit_once('.'));
    stem.ok_or_else(|| io::Error::other(format!("{} has no ending", file.display())))
}

fn replace(file: &Path, from: &str, to: &str) -> io::Result<()> {
    let text = fs::read_to_string(file)?;
    if !text.contains(from) {
        return Err(io::Error::other(format!("{} does not name {from}", file.display())));
    }
    fs::write(file, text.replace(from, to))
}

/// Whether a name was given by [`give`], also that of a variant.
pub fn is_given(name: &str) -> bool {
    let mut parts = name.split('.').skip(1);
    parts
        .next()
        .is_some_and(|digest| digest.len() == DIGEST && digest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_names_by_their_content_and_name_each_other_by_them() {
        let package = std::env::temp_dir().join(format!("xtask-names-{}", std::process::id()));
        fs::create_dir_all(&package).unwrap();
        let files = [
            (
                "bookshop.js",
                "import * as a from\"./__wasm_split.______________________.js\"",
            ),
            ("bookshop.wasm", "main"),
            ("bookshop.css", "style"),
            ("part_0.wasm", "a part"),
            (
                LOADER,
                "import { initSync } from\"./bookshop.js\"; load(\"./part_0.wasm\")",
            ),
            (LIST, "{\"cart\":[\"part_0\"]}"),
        ];
        for (name, text) in files {
            fs::write(package.join(name), text).unwrap();
        }
        let list = rename(&package).unwrap();
        let digest_of = |ending| find(&list, ending).unwrap().to_owned();
        let text = |name: String| {
            assert!(is_given(&name) && is_given(&format!("{name}.br")), "{name}");
            fs::read_to_string(package.join(name)).unwrap()
        };
        let (js, part) = (digest_of("js"), digest(b"a part"));
        assert_eq!(digest_of("wasm"), digest(b"main"));
        assert_eq!(text(format!("bookshop.{}.css", digest_of("css"))), "style");
        assert_eq!(text(format!("part_0.{part}.wasm")), "a part");
        assert_eq!(
            text(format!("bookshop.{js}.js")),
            format!("import * as a from\"./__wasm_split.{js}.js\"")
        );
        assert_eq!(
            text(format!("__wasm_split.{}.js", digest_of("split"))),
            format!("import {{ initSync }} from\"./bookshop.{js}.js\"; load(\"./part_0.{part}.wasm\")")
        );
        assert_eq!(
            text(format!("__wasm_split_manifest.{}.json", digest_of("manifest"))),
            format!("{{\"cart\":[\"part_0.{part}\"]}}")
        );
        assert_eq!(fs::read_dir(&package).unwrap().count(), files.len());
        assert!(!is_given("bookshop.wasm") && !is_given("bookshop.wasm.br"));
        fs::remove_dir_all(&package).unwrap();
    }
}
