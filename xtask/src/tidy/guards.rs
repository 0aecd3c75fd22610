//! Guards are alike: who has read one has read all.

use super::Finding;
use super::sources::code_lines;
use super::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};

const ROOM: &str = "crates/server/src/guards/";

/// The function by which the pipeline asks a guard.
const QUESTION: &str = "check";

/// One guard: the files of its folder by name, and whether it can be asked.
#[derive(Debug, Default)]
struct Guard<'a> {
    files: BTreeSet<&'a str>,
    answers: bool,
}

/// Every guard is a file, or a folder with the same files as the other folders, and all are
/// asked by the same name.
pub fn one_shape(tree: &Tree) -> Vec<Finding> {
    let guards = collect(tree);
    let silent = guards.iter().filter(|(_, guard)| !guard.answers);
    let silent = silent.map(|(name, _)| {
        let message = format!("a guard has a public function `{QUESTION}`");
        Finding::new(format!("{ROOM}{name}"), message)
    });
    silent.chain(odd_folders(&guards)).collect()
}

/// What stands between the network and a function.
const DOORS: [&str; 4] = [
    ROOM,
    "crates/server/src/page/",
    "crates/server/src/ledger/",
    "crates/server/src/pipeline.rs",
];

/// A guard holds in every build: nothing of it depends on what is compiled.
pub fn in_every_build(tree: &Tree) -> Vec<Finding> {
    let doors = DOORS.iter().flat_map(|door| tree.below(door));
    let lines = doors.flat_map(|(path, text)| code_lines(text).map(move |(number, line)| (path, number, line)));
    let conditional = lines.filter(|(_, _, line)| {
        let is_condition = ["cfg(", "cfg!(", "cfg_attr(", "debug_assert"]
            .iter()
            .any(|word| line.contains(word));
        is_condition && line.trim() != "#[cfg(test)]"
    });
    let finding = |(path, number, _): (&str, usize, &str)| {
        Finding::new(
            format!("{path}:{number}"),
            "a guard holds in every build, whatever is compiled",
        )
    };
    conditional.map(finding).collect()
}

fn odd_folders(guards: &BTreeMap<&str, Guard<'_>>) -> Vec<Finding> {
    let mut folders = guards.iter().filter(|(_, guard)| !guard.files.is_empty());
    let Some((first, shape)) = folders.next() else {
        return vec![];
    };
    folders
        .filter(|(_, guard)| guard.files != shape.files)
        .map(|(name, _)| {
            let message = format!("its files are not those of the guard `{first}`");
            Finding::new(format!("{ROOM}{name}"), message)
        })
        .collect()
}

fn collect(tree: &Tree) -> BTreeMap<&str, Guard<'_>> {
    let mut guards: BTreeMap<&str, Guard> = BTreeMap::new();
    for (path, text) in tree.below(ROOM) {
        let inner = &path[ROOM.len()..];
        let (name, file) = match inner.split_once('/') {
            Some((folder, file)) => (folder, Some(file)),
            None if inner == "mod.rs" => continue,
            None => (inner, None),
        };
        let guard = guards.entry(name).or_default();
        guard.files.extend(file);
        guard.answers |= file.is_none_or(|file| file == "mod.rs") && asks(text);
    }
    guards
}

fn asks(text: &str) -> bool {
    let question = format!("fn {QUESTION}");
    code_lines(text)
        .filter(|(_, line)| line.trim_start().starts_with("pub"))
        .filter_map(|(_, line)| line.split_once(&question))
        .any(|(_, rest)| rest.starts_with(['(', '<']))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHECK: &str = "    pub(crate) async fn check<T>(t: T) {}";

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
        assert_eq!(findings(&[("mod.rs", ""), ("origin.rs", CHECK), ("rate.rs", CHECK)]), 0);
        assert_eq!(findings(&[("origin.rs", CHECK), ("rate.rs", "pub fn checked() {}")]), 1);
        assert_eq!(findings(&[("rate.rs", "fn check() {}")]), 1);
        assert_eq!(findings(&[]), 0);
    }

    #[test]
    fn guards_do_not_depend_on_the_build() {
        let found = |text: &str| in_every_build(&Tree::of(&[("crates/server/src/pipeline.rs", text)])).len();
        assert_eq!(
            found("// as cfg(debug_assertions) would\n#[cfg(test)]\nmod tests;\n"),
            0
        );
        assert_eq!(found("if cfg!(debug_assertions) { return Ok(()); }\n"), 1);
        assert_eq!(found("    #[cfg(feature = \"strict\")]\n"), 1);
    }

    #[test]
    fn folders_have_the_same_files() {
        let same = [
            ("a/mod.rs", CHECK),
            ("a/tests.rs", ""),
            ("b/mod.rs", CHECK),
            ("b/tests.rs", ""),
        ];
        assert_eq!(findings(&same), 0);
        assert_eq!(findings(&same[..3]), 1);
    }
}
