//! How long files are: short in general, and a long one says why.

use super::Finding;
use super::tree::Tree;

const LONG: usize = 600;
const MEDIAN: usize = 200;
const HEAD: usize = 20;
const REASON: &str = "Why this file is long:";
const SOURCES: &[&str] = &[".css", ".js", ".mjs", ".rs", ".sh", ".ts"];

/// A file that needs more than 600 lines begins with the reason.
pub fn long_files(tree: &Tree) -> Vec<Finding> {
    tree.ending(SOURCES)
        .filter(|(_, text)| text.lines().count() > LONG)
        .filter(|(_, text)| !text.lines().take(HEAD).any(|line| line.contains(REASON)))
        .map(|(path, text)| {
            let message = format!(
                "{} lines, and none of the first {HEAD} says `{REASON}`",
                text.lines().count()
            );
            Finding::new(path, message)
        })
        .collect()
}

/// Half of the Rust files stay below 200 lines.
pub fn median(tree: &Tree) -> Vec<Finding> {
    let (_, median) = rust_files(tree);
    if median < MEDIAN {
        return vec![];
    }
    let message = format!("the median file has {median} lines, {MEDIAN} are too many");
    vec![Finding::new("*.rs", message)]
}

/// The line that every run prints.
pub fn summary(tree: &Tree) -> String {
    let (files, median) = rust_files(tree);
    format!("{files} Rust files, the median has {median} lines")
}

fn rust_files(tree: &Tree) -> (usize, usize) {
    let mut lengths: Vec<_> = tree.ending(&[".rs"]).map(|(_, text)| text.lines().count()).collect();
    lengths.sort_unstable();
    let median = lengths.get(lengths.len() / 2).copied().unwrap_or_default();
    (lengths.len(), median)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_needs_its_reason_at_its_head() {
        let long = "fn f() {}\n".repeat(LONG + 1);
        let early = format!("//! {REASON} a table.\n{long}");
        let late = format!("{long}// {REASON} a table.\n");
        let findings = |text: &str| long_files(&Tree::of(&[("a.rs", text)])).len();
        assert_eq!((findings(&long), findings(&early), findings(&late)), (1, 0, 1));
    }

    #[test]
    fn the_median_counts_files_not_lines() {
        let (short, long) = ("\n".repeat(10), "\n".repeat(MEDIAN));
        let mostly_short = [("a.rs", &*short), ("b.rs", &*short), ("c.rs", &*long)];
        assert_eq!(median(&Tree::of(&mostly_short)), []);
        assert_eq!(median(&Tree::of(&mostly_short[1..])).len(), 1);
    }
}
