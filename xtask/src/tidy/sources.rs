//! Words that no source may contain. They are put together from parts here, since this file is
//! judged like all others.

use super::Finding;
use super::tree::Tree;
use std::path::Path;

/// Rust that compiles and does not do its work, or does not run.
const RUST: &[&str] = &[
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
    concat!("dbg", "!("),
    concat!("#[", "ignore"),
];

/// Tests that keep others, or themselves, from running.
const SCRIPT: &[&str] = &[concat!(".on", "ly("), concat!(".sk", "ip("), concat!(".fix", "me(")];

/// A note to oneself, in any source.
const NOTE: &[&str] = &[concat!("FIX", "ME")];

const SCRIPTS: &[&str] = &[".js", ".mjs", ".ts"];
const TEXTS: &[&str] = &[
    ".css", ".html", ".js", ".json", ".md", ".mjs", ".rs", ".sh", ".toml", ".ts", ".yml", "/run",
];

/// The folders of people's homes, as they begin a path.
const HOMES: &[&str] = &[concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/Us", "ers/")];

/// Nothing is left for later, and no test is left out.
pub fn left_undone(tree: &Tree) -> Vec<Finding> {
    let mut findings = words(tree, &[".rs"], RUST);
    findings.extend(words(tree, SCRIPTS, SCRIPT));
    findings.extend(words(tree, TEXTS, NOTE));
    findings
}

fn words(tree: &Tree, endings: &[&str], words: &[&str]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.ending(endings) {
        for (number, line) in numbered(text) {
            let found = words.iter().filter(|word| line.contains(*word));
            findings.extend(found.map(|word| Finding::at(path, number, format!("`{word}` stays out"))));
        }
    }
    findings
}

/// A path that exists on one machine only helps nobody else.
pub fn machine_paths(tree: &Tree) -> Vec<Finding> {
    let own = checkout(tree.root());
    let starts: Vec<_> = HOMES.iter().copied().chain(own.as_deref()).collect();
    let mut findings = Vec::new();
    for (path, text) in tree.ending(TEXTS) {
        for (number, line) in numbered(text) {
            if let Some(start) = starts.iter().find(|start| begins_a_path(line, start)) {
                let message = format!("`{start}` exists on one machine only");
                findings.push(Finding::at(path, number, message));
            }
        }
    }
    findings
}

/// This checkout's own path, unless it is so short that it could be a page of the shop.
fn checkout(root: &Path) -> Option<String> {
    let shown = format!("{}/", root.display());
    (shown.matches('/').count() > 2).then_some(shown)
}

fn begins_a_path(line: &str, start: &str) -> bool {
    line.match_indices(start).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && !"_-./}".contains(c))
    })
}

/// An unsafe block inside a longer condition is read over.
pub fn hidden_unsafe(tree: &Tree) -> Vec<Finding> {
    let word = concat!("uns", "afe");
    tree.ending(&[".rs"])
        .flat_map(|(path, text)| {
            code_lines(text)
                .filter(move |(_, line)| line.contains(word) && line.contains("&&"))
                .map(move |(number, _)| {
                    let message = format!("give the `{word}` block a line of its own");
                    Finding::at(path, number, message)
                })
        })
        .collect()
}

/// Lines that are no comment, with their numbers.
pub fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    numbered(text).filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().zip(1..).map(|(line, number)| (number, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(findings: &[Finding]) -> usize {
        findings.len()
    }

    #[test]
    fn every_word_is_found_in_its_kind_of_file() {
        for word in RUST {
            let text = format!("fn f() {{ {word}");
            assert_eq!(lines(&left_undone(&Tree::of(&[("a.rs", &text)]))), 1, "{word}");
            assert_eq!(lines(&left_undone(&Tree::of(&[("a.md", &text)]))), 0, "{word}");
        }
        for word in SCRIPT {
            let text = format!("test{word}'x')");
            assert_eq!(lines(&left_undone(&Tree::of(&[("a.spec.ts", &text)]))), 1, "{word}");
            assert_eq!(lines(&left_undone(&Tree::of(&[("a.rs", &text)]))), 0, "{word}");
        }
        for word in NOTE {
            assert_eq!(lines(&left_undone(&Tree::of(&[("a.toml", word)]))), 1, "{word}");
        }
    }

    #[test]
    fn paths_of_one_machine_are_found_and_routes_are_not() {
        let findings = |text: &str| lines(&machine_paths(&Tree::of(&[("a.md", text)])));
        for home in HOMES {
            assert_eq!(findings(&format!("see `{home}ann/shop`")), 1, "{home}");
            assert_eq!(findings(&format!("see http://shop.example{home}x")), 0, "{home}");
        }
        assert_eq!(findings("cd /some/checkout/app"), 1);
        assert_eq!(findings("cd /some/other"), 0);
    }

    #[test]
    fn unsafe_in_a_condition_is_found() {
        let word = concat!("uns", "afe");
        let findings = |text: &str| lines(&hidden_unsafe(&Tree::of(&[("a.rs", text)])));
        assert_eq!(findings(&format!("if ready && {word} {{ f() }} {{}}")), 1);
        assert_eq!(findings(&format!("let x = {word} {{ f() }};")), 0);
        assert_eq!(findings(&format!("// {word} && so on")), 0);
    }
}
