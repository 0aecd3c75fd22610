//! Guards are alike: who has read one has read all.

use super::Finding;
use super::sources::code_lines;
use super::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};

const ROOM: &str = "crates/server/src/guards/";

/// One guard: its files by name, and the names of its public functions.
#[derive(Debug, Default, PartialEq)]
struct Guard<'a> {
    files: BTreeSet<&'a str>,
    functions: BTreeSet<&'a str>,
}

/// Every guard is a file, or a folder with the same files as the other folders, and all share
/// the name of the function by which the pipeline asks them.
pub fn one_shape(tree: &Tree) -> Vec<Finding> {
    let guards = collect(tree);
    let mut findings = Vec::new();
    let mut folders = guards.iter().filter(|(_, guard)| !guard.files.is_empty());
    if let Some((first, shape)) = folders.next() {
        for (name, _) in folders.filter(|(_, guard)| guard.files != shape.files) {
            let message = format!("its files are not those of the guard `{first}`");
            findings.push(Finding::new(format!("{ROOM}{name}"), message));
        }
    }
    let shared = guards
        .values()
        .map(|guard| guard.functions.clone())
        .reduce(|all, one| &all & &one);
    if shared.is_some_and(|shared| shared.is_empty()) {
        let message = "the guards share no public function: name the one that asks alike";
        findings.push(Finding::new(ROOM, message));
    }
    findings
}

fn collect(tree: &Tree) -> BTreeMap<&str, Guard<'_>> {
    let mut guards: BTreeMap<&str, Guard> = BTreeMap::new();
    for (path, text) in tree.below(ROOM) {
        let inner = &path[ROOM.len()..];
        let (name, file) = match inner.split_once('/') {
            Some((folder, file)) => (folder, Some(file)),
            None if inner == "mod.rs" => continue,
            None => (inner.trim_end_matches(".rs"), None),
        };
        let guard = guards.entry(name).or_default();
        guard.files.extend(file);
        if file.is_none_or(|file| file == "mod.rs") {
            guard.functions.extend(public_functions(text));
        }
    }
    guards
}

fn public_functions(text: &str) -> impl Iterator<Item = &str> {
    code_lines(text).filter_map(|(_, line)| {
        let line = line.trim_start();
        let rest = &line[line.starts_with("pub").then(|| line.find("fn "))?? + 3..];
        rest.split(['(', '<']).next()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(files: &[(&str, &str)]) -> usize {
        let paths: Vec<_> = files
            .iter()
            .map(|(path, text)| (format!("{ROOM}{path}"), *text))
            .collect();
        let files: Vec<_> = paths.iter().map(|(path, text)| (path.as_str(), *text)).collect();
        one_shape(&Tree::of(&files)).len()
    }

    #[test]
    fn guards_are_asked_by_the_same_name() {
        let (check, judge) = ("pub(crate) async fn check<T>(t: T) {}", "pub fn judge() {}");
        assert_eq!(findings(&[("mod.rs", ""), ("origin.rs", check), ("rate.rs", check)]), 0);
        assert_eq!(findings(&[("origin.rs", check), ("rate.rs", judge)]), 1);
        assert_eq!(findings(&[]), 0);
    }

    #[test]
    fn folders_have_the_same_files() {
        let check = "pub fn check() {}";
        let same = [
            ("a/mod.rs", check),
            ("a/tests.rs", ""),
            ("b/mod.rs", check),
            ("b/tests.rs", ""),
        ];
        assert_eq!(findings(&same), 0);
        assert_eq!(findings(&same[..3]), 1);
    }
}
