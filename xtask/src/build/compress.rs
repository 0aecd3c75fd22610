//! The variants of files that a server hands out compressed, `FILE.br` and `FILE.gz`. They are kept by what is in the
//! file, so that what has not changed is compressed once.

use crate::bench::capture;
use crate::exec::Cmd;
use crate::failure::{Failure, Result};
use crate::{paths, tools};
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The endings of files that become smaller.
const COMPRESSIBLE: [&str; 8] = ["css", "html", "ico", "js", "json", "svg", "txt", "wasm"];
/// The endings of the variants.
const VARIANTS: [&str; 2] = ["br", "gz"];
/// As long as all names of files that never change are: 128 bits in hexadecimal.
pub const DIGEST: usize = 32;

/// Builds the compressor.
pub fn ensure() -> Result<PathBuf> {
    tools::program("compress")
}

/// Puts its variants beside each file of a folder and of those in it.
pub fn folder(compressor: &Path, folder: &Path) -> Result<()> {
    let files = files(folder).map_err(|error| Failure::io(folder.display().to_string(), &error))?;
    files
        .iter()
        .filter(|file| is_compressible(file))
        .try_for_each(|file| variants(compressor, file))
}

/// The digest of some bytes: other bytes have another.
pub fn digest(bytes: &[u8]) -> String {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        hasher.write_u8(salt);
        hasher.write(bytes);
        hasher.finish()
    };
    format!("{:016x}{:016x}", half(0), half(1))
}

fn is_compressible(file: &Path) -> bool {
    let ending = file.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| COMPRESSIBLE.contains(&ending))
}

fn variants(compressor: &Path, file: &Path) -> Result<()> {
    let kept = keep(compressor, file)?;
    VARIANTS.iter().try_for_each(|ending| {
        fs::copy(with(&kept, ending), with(file, ending))
            .map(drop)
            .map_err(|error| Failure::io(file.display().to_string(), &error))
    })
}

/// Compresses a file unless that was done before, and returns where its variants are kept, without their endings.
pub fn keep(compressor: &Path, file: &Path) -> Result<PathBuf> {
    let io = |error| Failure::io(file.display().to_string(), &error);
    let folder = paths::cache().join("compressed");
    let kept = folder.join(digest(&fs::read(file).map_err(io)?));
    if VARIANTS.iter().all(|ending| with(&kept, ending).is_file()) {
        return Ok(kept);
    }
    fs::create_dir_all(&folder).map_err(io)?;
    fs::copy(file, &kept).map_err(io)?;
    capture(Cmd::new(compressor).arg(&kept), "compressing")?;
    fs::remove_file(&kept).map_err(io)?;
    Ok(kept)
}

/// `page.js` and `br` are `page.js.br`.
fn with(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            found.extend(files(&entry.path())?);
        } else {
            found.push(entry.path());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_bytes_have_another_digest() {
        assert_eq!(digest(b"a"), digest(b"a"));
        assert_ne!(digest(b"a"), digest(b"b"));
        assert_eq!(digest(b"").len(), DIGEST);
    }

    #[test]
    fn variants_stand_beside_the_file_and_have_none_themselves() {
        assert_eq!(with(Path::new("a/page.js"), "br"), Path::new("a/page.js.br"));
        assert!(is_compressible(Path::new("a/page.js")));
        assert!(!is_compressible(Path::new("a/page.js.br")) && !is_compressible(Path::new("a/serif.woff2")));
    }
}
