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

/// A file of the package as it lies in the site.
pub fn file(mode: Mode, ending: &str) -> Result<PathBuf> {
    let package = paths::root().join(site::ROOT).join(site::PACKAGE);
    if mode == Mode::Dev {
        return Ok(package.join(format!("{}.{ending}", site::NAME)));
    }
    let list = list();
    let text = fs::read_to_string(&list).map_err(|error| Failure::io(list.display().to_string(), &error))?;
    let digest = find(&text, ending).ok_or_else(|| {
        let remedy = "build it with `cargo xtask build --release`";
        Failure::new(list.display().to_string(), format!("it has no line `{ending}`"), remedy)
    })?;
    Ok(package.join(format!("{}.{digest}.{ending}", site::NAME)))
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

fn rename(package: &Path) -> io::Result<String> {
    let lines = ENDINGS.map(|ending| {
        let plain = package.join(format!("{}.{ending}", site::NAME));
        let digest = digest(&fs::read(&plain)?);
        fs::rename(plain, package.join(format!("{}.{digest}.{ending}", site::NAME)))?;
        Ok(format!("{ending}: {digest}\n"))
    });
    lines.into_iter().collect()
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
    fn the_files_of_a_page_have_names_by_their_content() {
        let package = std::env::temp_dir().join(format!("xtask-names-{}", std::process::id()));
        fs::create_dir_all(&package).unwrap();
        for ending in ENDINGS {
            fs::write(package.join(format!("{}.{ending}", site::NAME)), ending).unwrap();
        }
        let list = rename(&package).unwrap();
        for ending in ENDINGS {
            let name = format!("{}.{}.{ending}", site::NAME, digest(ending.as_bytes()));
            assert!(
                package.join(&name).is_file() && is_given(&name) && is_given(&format!("{name}.br")),
                "{name}"
            );
            assert_eq!(find(&list, ending), Some(digest(ending.as_bytes()).as_str()));
        }
        assert!(!is_given("bookshop.wasm") && !is_given("bookshop.wasm.br"));
        fs::remove_dir_all(&package).unwrap();
    }
}
