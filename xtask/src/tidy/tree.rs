//! The files of the checkout, in memory; in tests, a handful of invented ones.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Folders that hold nothing of ours, wherever they lie.
const FOREIGN: &[&str] = &[
    ".git",
    ".tools",
    "node_modules",
    "playwright-report",
    "target",
    "test-results",
];

/// The shop's database; a `data` folder further down is somebody's source.
const DATABASE: &str = "data";

/// Files by their path from the root, with `/` on every system; a file that is no text is empty.
#[derive(Debug, Default)]
pub struct Tree {
    files: BTreeMap<String, String>,
    root: PathBuf,
}

impl Tree {
    /// Reads a checkout.
    pub fn load(root: &Path) -> io::Result<Self> {
        let mut tree = Self {
            root: root.to_path_buf(),
            ..Self::default()
        };
        tree.read(root)?;
        Ok(tree)
    }

    /// Invented files.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let owned = |(path, text): &(&str, &str)| ((*path).into(), (*text).into());
        Self {
            files: files.iter().map(owned).collect(),
            root: "/some/checkout".into(),
        }
    }

    /// Where the checkout lies on this machine.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Whether a file or a folder has this path.
    pub fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.files.contains_key(path) || self.below(&folder).next().is_some()
    }

    /// All files whose path starts so.
    pub fn below<'a>(&'a self, start: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.all().filter(move |(path, _)| path.starts_with(start))
    }

    /// All files.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// All files with one of these endings.
    pub fn ending<'a>(&'a self, endings: &'a [&str]) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.all()
            .filter(|(path, _)| endings.iter().any(|ending| path.ends_with(ending)))
    }

    fn read(&mut self, folder: &Path) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let shown = self.shown(&path);
            if FOREIGN.contains(&name.as_ref()) || shown == DATABASE || path.is_symlink() {
                continue;
            }
            if path.is_dir() {
                self.read(&path)?;
            } else {
                // Pictures and fonts are named by documents, and only their names matter.
                let text = String::from_utf8(fs::read(&path)?).unwrap_or_default();
                self.files.insert(shown, text);
            }
        }
        Ok(())
    }

    fn shown(&self, path: &Path) -> String {
        let below = path.strip_prefix(&self.root).unwrap_or(path);
        let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        parts.join("/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn build_output_and_the_database_are_not_read() {
        let root = std::env::temp_dir().join(format!("xtask-tree-{}", std::process::id()));
        for path in [
            "target/a.rs",
            "data/shop.sqlite",
            "app/data/books.csv",
            "a/node_modules/b.js",
        ] {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "text").unwrap();
        }
        let tree = Tree::load(&root).unwrap();
        let paths: Vec<_> = tree.all().map(|(path, _)| path).collect();
        assert_eq!(paths, ["app/data/books.csv"]);
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn folders_exist_through_their_files() {
        let tree = Tree::of(&[("docs/wire.md", "")]);
        assert!(tree.has("docs") && tree.has("docs/") && tree.has("docs/wire.md"));
        assert!(!tree.has("doc"));
    }
}
