//! What documents point to, and what they quote, is there.

use super::Finding;
use super::tree::Tree;

/// Relative links of every Markdown file, and the documents that the README names in passing.
pub fn links(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.ending(&[".md"]) {
        for (line, number) in text.lines().zip(1..) {
            let named = if path == "README.md" { mentions(line) } else { vec![] };
            let linked = targets(line).map(|target| beside(path, target));
            for target in linked.chain(named).filter(|target| !tree.has(target)) {
                findings.push(Finding::at(path, number, format!("{target} does not exist")));
            }
        }
    }
    findings
}

/// The files of this checkout to which a line links: no addresses, no places in the same file.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    line.split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', '#', ' ']).next())
        .filter(|target| !target.is_empty() && !target.contains(':'))
}

/// Documents in backticks: `docs/guide.md`.
fn mentions(line: &str) -> Vec<String> {
    line.split('`')
        .skip(1)
        .step_by(2)
        .filter(|code| code.ends_with(".md") && !code.contains([' ', '*', '<']))
        .map(str::to_owned)
        .collect()
}

/// The target's path from the root, when a file at `path` links to it.
fn beside(path: &str, target: &str) -> String {
    let mut parts: Vec<_> = match target.starts_with('/') {
        true => vec![],
        false => path.split('/').collect(),
    };
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// Whatever the README shows of Rust stands in the bookshop as it is, indentation aside.
pub fn excerpts(tree: &Tree) -> Vec<Finding> {
    let sources: Vec<_> = tree
        .ending(&[".rs"])
        .filter(|(path, _)| path.starts_with("app/"))
        .collect();
    let readme = tree.text("README.md").unwrap_or_default();
    let stands = |excerpt: &str| {
        sources
            .iter()
            .any(|(_, source)| flush_left(source).contains(&flush_left(excerpt)))
    };
    let blocks = readme
        .split("```rust\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next());
    blocks
        .filter(|excerpt| !stands(excerpt))
        .map(|excerpt| {
            let line = readme.split(excerpt).next().unwrap_or_default().lines().count() + 1;
            Finding::at("README.md", line, "this excerpt is not the bookshop's code (any more)")
        })
        .collect()
}

fn flush_left(code: &str) -> String {
    code.lines().flat_map(|line| [line.trim(), "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_taken_from_the_bookshop() {
        let found = |shown: &str| {
            let readme = format!("# x\n\n```rust\n{shown}```\n");
            let source = "fn a() {\n    let b = 1;\n    c(b);\n}\n";
            excerpts(&Tree::of(&[("README.md", &readme), ("app/src/a.rs", source)])).len()
        };
        assert_eq!(found("let b = 1;\nc(b);\n"), 0);
        assert_eq!(found("let b = 1;\n// ..\nc(b);\n"), 1);
        assert_eq!(found("let b = 2;\n"), 1);
    }

    fn findings(path: &str, text: &str) -> usize {
        let files = [(path, text), ("docs/wire.md", ""), ("docs/guide/first.md", "")];
        links(&Tree::of(&files)).len()
    }

    #[test]
    fn links_lead_somewhere() {
        assert_eq!(
            findings("README.md", "[wire](docs/wire.md#codec) and [guide](docs/guide)"),
            0
        );
        assert_eq!(findings("README.md", "[wire](docs/wires.md)"), 1);
        assert_eq!(findings("docs/guide/a.md", "[wire](../wire.md) [one](./first.md)"), 0);
        assert_eq!(findings("docs/guide/a.md", "[wire](wire.md)"), 1);
        assert_eq!(findings("README.md", "[leptos](https://leptos.dev) [here](#top)"), 0);
    }

    #[test]
    fn the_readme_names_existing_documents() {
        assert_eq!(findings("README.md", "see `docs/wire.md` and `cargo xtask serve`"), 0);
        assert_eq!(findings("README.md", "see `docs/safety.md`"), 1);
        assert_eq!(findings("ARCHITECTURE.md", "see `docs/safety.md`"), 0);
    }
}
