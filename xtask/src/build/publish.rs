//! Lays out what the server hands out as files: everything in `public`, the package, the style.
//!
//! The folder is made anew each time: cargo-leptos and both modes write to the same place, and a
//! file left behind by one of them would be served by the other.

use super::Mode;
use crate::failure::{Failure, Result};
use crate::{paths, site};
use std::path::Path;
use std::{fs, io};

/// Makes `target/site` from its parts.
pub fn site(mode: Mode, package: &Path) -> Result<()> {
    let root = paths::root();
    let style = root.join("style/main.css");
    lay_out(&root.join(site::ROOT), package, &root.join("public"), &style)
        .map_err(|error| Failure::io(format!("laying out {} ({})", site::ROOT, mode.name()), &error))
}

fn lay_out(site: &Path, package: &Path, public: &Path, style: &Path) -> io::Result<()> {
    if site.exists() {
        fs::remove_dir_all(site)?;
    }
    let files = site.join(site::PACKAGE);
    fs::create_dir_all(&files)?;
    if public.is_dir() {
        copy(public, site)?;
    }
    copy(package, &files)?;
    fs::copy(style, files.join(format!("{}.css", site::NAME))).map(drop)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_parts_arrive_and_old_files_go() {
        let base = std::env::temp_dir().join(format!("xtask-publish-{}", std::process::id()));
        for folder in ["public/fonts", "package/snippets/a", "site/pkg"] {
            fs::create_dir_all(base.join(folder)).unwrap();
        }
        for file in [
            "public/fonts/serif.woff2",
            "package/snippets/a/b.js",
            "site/pkg/old.js",
            "main.css",
        ] {
            fs::write(base.join(file), file).unwrap();
        }
        let [site, package, public] = ["site", "package", "public"].map(|name| base.join(name));
        lay_out(&site, &package, &public, &base.join("main.css")).unwrap();
        for file in ["fonts/serif.woff2", "pkg/snippets/a/b.js", "pkg/bookshop.css"] {
            assert!(site.join(file).is_file(), "{file}");
        }
        assert!(!site.join("pkg/old.js").exists());
        fs::remove_dir_all(&base).unwrap();
    }
}
