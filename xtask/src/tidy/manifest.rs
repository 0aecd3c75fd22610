//! What the checks want to know about a package: its name and its dependencies.

use super::tree::Tree;
use toml::{Table, Value};

/// One package's Cargo.toml.
#[derive(Debug)]
pub struct Manifest {
    /// The folder that holds it, as in `crates/core`.
    pub folder: String,
    /// The parsed file.
    pub table: Table,
}

/// One dependency, in the words of the package that has it or of the workspace it refers to.
#[derive(Debug, PartialEq)]
pub struct Dependency {
    /// The package's name in the registry.
    pub package: String,
    /// The required version; empty for a bare path.
    pub version: String,
    /// Whether only tests and examples have it.
    pub dev: bool,
}

impl Manifest {
    /// The manifests of `crates/*`; one that does not parse is cargo's to complain about.
    pub fn crates(tree: &Tree) -> Vec<Self> {
        tree.below("crates/")
            .filter_map(|(path, text)| {
                let folder = path.strip_suffix("/Cargo.toml")?;
                let table = toml::from_str(text).ok()?;
                (folder.matches('/').count() == 1).then(|| Self {
                    folder: folder.to_owned(),
                    table,
                })
            })
            .collect()
    }

    /// The name of the folder, by which ARCHITECTURE.md calls the crate.
    pub fn room(&self) -> &str {
        self.folder.rsplit('/').next().unwrap_or_default()
    }

    /// The package's name.
    pub fn package(&self) -> &str {
        let package = self.table.get("package");
        package
            .and_then(|package| package.get("name")?.as_str())
            .unwrap_or_default()
    }

    /// The file's path.
    pub fn path(&self) -> String {
        format!("{}/Cargo.toml", self.folder)
    }

    /// All dependencies, those of single targets included.
    pub fn dependencies(&self, tree: &Tree) -> Vec<Dependency> {
        let shared = workspace_dependencies(tree);
        let targets = self.table.get("target").and_then(Value::as_table);
        let per_target = targets.into_iter().flat_map(Table::values).filter_map(Value::as_table);
        std::iter::once(&self.table)
            .chain(per_target)
            .flat_map(|table| of_table(table, &shared))
            .collect()
    }
}

fn workspace_dependencies(tree: &Tree) -> Table {
    let root: Table = tree
        .text("Cargo.toml")
        .and_then(|text| toml::from_str(text).ok())
        .unwrap_or_default();
    root.get("workspace")
        .and_then(|workspace| workspace.get("dependencies")?.as_table())
        .cloned()
        .unwrap_or_default()
}

fn of_table(table: &Table, shared: &Table) -> Vec<Dependency> {
    let kinds = [
        ("dependencies", false),
        ("build-dependencies", false),
        ("dev-dependencies", true),
    ];
    kinds
        .iter()
        .filter_map(|(kind, dev)| Some((table.get(*kind)?.as_table()?, *dev)))
        .flat_map(|(entries, dev)| {
            entries
                .iter()
                .map(move |(name, entry)| dependency(name, entry, shared, dev))
        })
        .collect()
}

fn dependency(name: &str, entry: &Value, shared: &Table, dev: bool) -> Dependency {
    let inherits = entry.get("workspace").and_then(Value::as_bool) == Some(true);
    let entry = if inherits {
        shared.get(name).unwrap_or(entry)
    } else {
        entry
    };
    let text = |key: &str| entry.get(key).and_then(Value::as_str);
    Dependency {
        package: text("package").unwrap_or(name).to_owned(),
        version: entry
            .as_str()
            .or_else(|| text("version"))
            .unwrap_or_default()
            .to_owned(),
        dev,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_dependency_is_read() {
        let tree = Tree::of(&[
            (
                "Cargo.toml",
                "[workspace.dependencies]\nhttp = \"1\"\nshort = { package = \"long\", version = \"=2\" }\n",
            ),
            (
                "crates/a/Cargo.toml",
                "[package]\nname = \"lib_a\"\n[dependencies]\nshort.workspace = true\n\
                 [target.'cfg(unix)'.dependencies]\nhttp = { workspace = true }\n\
                 [dev-dependencies]\nserde = \"1.0\"\n",
            ),
        ]);
        let crates = Manifest::crates(&tree);
        assert_eq!((crates[0].room(), crates[0].package()), ("a", "lib_a"));
        let found: Vec<_> = crates[0]
            .dependencies(&tree)
            .into_iter()
            .map(|d| (d.package, d.version, d.dev))
            .collect();
        let expected = [("long", "=2", false), ("serde", "1.0", true), ("http", "1", false)];
        assert_eq!(
            found,
            expected.map(|(name, version, dev)| (name.into(), version.into(), dev))
        );
    }
}
