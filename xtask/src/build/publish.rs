//! Lays out what the server hands out as files: everything in `public`, the package, the style.
//!
//! The folder is made anew each time: cargo-leptos and both modes write to the same place, and a
//! file left behind by one of them would be served by the other. Only files of earlier release builds stay for a week:
//! their names are theirs alone, and a page that a browser got before a deploy asks for them after it.

use super::{compress, names};
use crate::failure::{Failure, Result};
use crate::{paths, site};
use std::path::Path;
use std::time::{Duration, SystemTime};
use std::{fs, io};

/// How long files of earlier builds are kept.
const KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Makes `target/site` of a development build.
pub fn plain(package: &Path) -> Result<()> {
    let site = paths::root().join(site::ROOT);
    if site.exists() {
        fs::remove_dir_all(&site).map_err(failed)?;
    }
    all_of_it(&site, package)
}

/// Makes `target/site` of a release build: names by content, and the variants that browsers load.
pub fn for_ever(package: &Path, compressor: &Path) -> Result<()> {
    let site = paths::root().join(site::ROOT);
    let old = site.with_extension("old");
    if old.exists() {
        fs::remove_dir_all(&old).map_err(failed)?;
    }
    if site.exists() {
        fs::rename(&site, &old).map_err(failed)?;
    }
    all_of_it(&site, package)?;
    let files = site.join(site::PACKAGE);
    names::give(&files).map_err(failed)?;
    compress::folder(compressor, &site)?;
    if old.exists() {
        keep(&old.join(site::PACKAGE), &files).map_err(failed)?;
        fs::remove_dir_all(&old).map_err(failed)?;
    }
    Ok(())
}

fn failed(error: io::Error) -> Failure {
    Failure::io(format!("laying out {}", site::ROOT), &error)
}

fn all_of_it(site: &Path, package: &Path) -> Result<()> {
    let root = paths::root();
    lay_out(site, package, &root.join("public"), &root.join("style/main.css")).map_err(failed)
}

/// Moves what earlier builds gave names to; their times stay.
fn keep(old: &Path, files: &Path) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(old) else {
        return Ok(());
    };
    for entry in entries {
        let entry = entry?;
        let age = SystemTime::now().duration_since(entry.metadata()?.modified()?);
        let to = files.join(entry.file_name());
        if names::is_given(&entry.file_name().to_string_lossy()) && age.unwrap_or_default() < KEPT && !to.exists() {
            fs::rename(entry.path(), to)?;
        }
    }
    Ok(())
}

fn lay_out(site: &Path, package: &Path, public: &Path, style: &Path) -> io::Result<()> {
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
    fn all_parts_arrive_and_of_old_files_only_those_of_earlier_builds_stay() {
        let base = std::env::temp_dir().join(format!("xtask-publish-{}", std::process::id()));
        for folder in ["public/fonts", "package/snippets/a", "old/pkg"] {
            fs::create_dir_all(base.join(folder)).unwrap();
        }
        let earlier = format!("bookshop.{}.wasm.br", compress::digest(b"earlier"));
        for file in [
            "public/fonts/serif.woff2",
            "package/snippets/a/b.js",
            "old/pkg/bookshop.wasm",
            &format!("old/pkg/{earlier}"),
            "main.css",
        ] {
            fs::write(base.join(file), file).unwrap();
        }
        let [site, package, public] = ["site", "package", "public"].map(|name| base.join(name));
        lay_out(&site, &package, &public, &base.join("main.css")).unwrap();
        keep(&base.join("old/pkg"), &site.join("pkg")).unwrap();
        for file in [
            "fonts/serif.woff2",
            "pkg/snippets/a/b.js",
            "pkg/bookshop.css",
            &format!("pkg/{earlier}"),
        ] {
            assert!(site.join(file).is_file(), "{file}");
        }
        assert!(!site.join("pkg/bookshop.wasm").exists());
        fs::remove_dir_all(&base).unwrap();
    }
}
