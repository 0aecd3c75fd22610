//! `cargo xtask lines`: what a user writes for a task with this library and on plain Leptos.
//!
//! `// lines: <task>` and `// lines: end` stand around what is counted, in the bookshop and in `bench/lines`. Blank
//! lines and comments do not count. The table and what plain Leptos does not do are docs/lines.md.

use std::collections::BTreeMap;
use std::fs;

use crate::args::Args;
use crate::failure::{Failure, Result};
use crate::paths;
use crate::tidy::{Finding, Tree};

const PAGE: &str = "docs/lines.md";
const OURS: &str = "app/src/";
const PLAIN: &str = "bench/lines/src/";
const MARKER: &str = "// lines: ";
const END: &str = "end";

/// The tasks, as their markers and as people name them.
const TASKS: &[(&str, &str)] = &[
    ("form", "a form with field errors"),
    ("cart", "a quantity in the cart, with totals"),
    ("search", "a search, live and as a page"),
    ("list", "a list entry with optimistic display"),
    ("upload", "an upload with progress"),
];

/// Lines of each task.
type Counts<'a> = BTreeMap<&'a str, usize>;

/// Runs the command.
pub fn run(mut args: Args) -> Result<()> {
    let write = args.flag("--write");
    args.finish()?;
    let tree = Tree::load(&paths::root()).map_err(|error| Failure::io("the checkout", &error))?;
    let page = page(&tree).map_err(|why| Failure::new("lines", why, "put the markers right"))?;
    println!("{page}");
    if write {
        return fs::write(paths::root().join(PAGE), page).map_err(|error| Failure::io(PAGE, &error));
    }
    match check(&tree).first() {
        Some(finding) => Err(Failure::new("lines", finding.to_string(), "run it with --write")),
        None => Ok(()),
    }
}

/// The page says what the sources are.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let message = match page(tree) {
        Ok(page) if tree.text(PAGE) == Some(&page) => return vec![],
        Ok(_) => "it is not what `cargo xtask lines --write` writes".to_owned(),
        Err(why) => why,
    };
    vec![Finding::new(PAGE, message)]
}

fn page(tree: &Tree) -> std::result::Result<String, String> {
    let (ours, plain) = (counts(tree, OURS)?, counts(tree, PLAIN)?);
    let mut rows = String::new();
    let mut sums = [0, 0];
    for (task, name) in TASKS {
        let of = |counts: &Counts, place| counts.get(task).copied().ok_or(format!("{place} has no task {task}"));
        let (ours, plain) = (of(&ours, OURS)?, of(&plain, PLAIN)?);
        sums = [sums[0] + ours, sums[1] + plain];
        rows += &row(name, ours, plain);
    }
    rows += &row("all", sums[0], sums[1]);
    let differences: String = TASKS.iter().map(|(task, name)| differences(tree, task, name)).collect();
    Ok(format!(
        "# Lines\n\nWhat a user writes for a task: with this library, in the bookshop, and on plain Leptos, in \
         `bench/lines`, with the same\nbehaviour as far as plain Leptos can. `cargo xtask lines --write` writes this \
         page, `cargo xtask tidy` compares it. Blank lines,\ncomments, imports, the database and the shop's helpers \
         are not counted on either side; rustfmt formats both. Each task\nstands for itself: on plain Leptos several could \
         share an error type, about ten lines each. The target is a ratio of 0.6 or less.\n\n\
         | task | ours | plain | ratio |\n| --- | ---: | ---: | ---: |\n{rows}{differences}"
    ))
}

fn row(name: &str, ours: usize, plain: usize) -> String {
    format!("| {name} | {ours} | {plain} | {:.2} |\n", ours as f64 / plain as f64)
}

/// The list in the head of a task's file.
fn differences(tree: &Tree, task: &str, name: &str) -> String {
    let text = tree.text(&format!("{PLAIN}{task}.rs")).unwrap_or_default();
    let items = text.lines().filter_map(|line| line.strip_prefix("//! - "));
    let items: String = items.map(|item| format!("- {item}\n")).collect();
    format!("\n## Plain Leptos: {name}\n\n{items}")
}

/// The counted lines of each task in the files below a folder.
fn counts<'a>(tree: &'a Tree, below: &'a str) -> std::result::Result<Counts<'a>, String> {
    let mut counts = Counts::new();
    for (path, text) in tree.below(below) {
        let mut task = None;
        for (line, number) in text.lines().map(str::trim).zip(1..) {
            match (line.strip_prefix(MARKER), task) {
                (Some(END), Some(_)) => task = None,
                (Some(name), None) if TASKS.iter().any(|(known, _)| *known == name) => task = Some(name),
                (Some(_), _) => return Err(format!("{path}:{number}: this marker does not belong here")),
                (None, Some(task)) if counted(line) => *counts.entry(task).or_default() += 1,
                (None, _) => {}
            }
        }
        if let Some(task) = task {
            return Err(format!("{path}: {task} has no end"));
        }
    }
    Ok(counts)
}

fn counted(line: &str) -> bool {
    !line.is_empty() && !line.starts_with("//")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> std::result::Result<usize, String> {
        let tree = Tree::of(&[("app/src/a.rs", text)]);
        counts(&tree, OURS).map(|counts| counts.values().sum())
    }

    #[test]
    fn lines_between_markers_count_unless_they_are_blank_or_comments() {
        let text = "use a;\n// lines: form\n/// A.\nfn a() {\n\n    // why\n}\n// lines: end\nfn b() {}\n";
        assert_eq!(of(text), Ok(2));
    }

    #[test]
    fn a_marker_without_its_other_half_or_with_an_unknown_task_is_told() {
        for text in [
            "// lines: form\n",
            "// lines: end\n",
            "// lines: nothing\n// lines: end\n",
        ] {
            assert!(of(text).is_err(), "{text}");
        }
    }
}
