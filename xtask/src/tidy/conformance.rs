//! The conformance page claims what tests claim, and the other way round.

use std::collections::BTreeSet;

use super::Finding;
use super::tree::Tree;

const PAGE: &str = "docs/conformance.md";
/// What a test says of itself in the line above it, after its two slashes.
const CLAIM: &str = "covers: ";

/// A case and the file whose test shows it.
type Claim<'a> = (&'a str, &'a str);

/// Every case that a test covers stands on the page with that test's file, and no other does.
pub fn claims(tree: &Tree) -> Vec<Finding> {
    let page = tree.text(PAGE).unwrap_or_default();
    let (listed, made) = (listed(page), made(tree));
    let unlisted = made.difference(&listed).map(|(case, file)| {
        let message = format!("{case} is covered here, and {PAGE} does not say so");
        Finding::new(*file, message)
    });
    let unmade = listed.difference(&made).map(|(case, file)| {
        let message = format!("{case} is said to be covered by {file}, where no test says so");
        Finding::new(PAGE, message)
    });
    unlisted.chain(unmade).chain(unnamed(tree, page)).collect()
}

/// Tests that the page names and nobody wrote.
fn unnamed<'a>(tree: &'a Tree, page: &'a str) -> impl Iterator<Item = Finding> + 'a {
    rows(page).filter_map(|(_, file, test)| {
        let text = tree.text(file)?;
        let function = format!("fn {}(", test.replace(' ', "_"));
        let is_there = test.is_empty() || text.contains(test) || text.contains(&function);
        (!is_there).then(|| Finding::new(PAGE, format!("{file} has no test \"{test}\"")))
    })
}

fn listed(page: &str) -> BTreeSet<Claim<'_>> {
    rows(page).map(|(case, file, _)| (case, file)).collect()
}

/// Case, file and test of each entry: `` | ID | `file`: test; `file`: test | ``.
fn rows(page: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    page.lines().filter_map(cells).flat_map(|(case, shown)| {
        shown.split("; `").filter_map(move |entry| {
            let (file, test) = entry.trim_start_matches('`').split_once('`')?;
            let is_entry = file.ends_with(".rs") || file.ends_with(".ts");
            let test = test.strip_prefix(": ").or(test.is_empty().then_some(""))?;
            is_entry.then_some((case, file, test.trim_end()))
        })
    })
}

fn cells(line: &str) -> Option<(&str, &str)> {
    let (case, shown) = line.strip_prefix("| ")?.split_once(" | ")?;
    Some((case, shown.trim_end_matches(" |")))
}

fn made(tree: &Tree) -> BTreeSet<Claim<'_>> {
    tree.ending(&[".rs", ".ts"])
        .flat_map(|(path, text)| {
            let claims = text.lines().filter_map(|line| line.trim_start().strip_prefix("//"));
            let claims = claims.filter_map(|line| line.trim_start().strip_prefix(CLAIM));
            claims.flat_map(str::split_whitespace).map(move |case| (case, path))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(page: &str, test: &str) -> usize {
        claims(&Tree::of(&[(PAGE, page), ("tests/a.rs", test)])).len()
    }

    #[test]
    fn what_tests_claim_and_what_the_page_says_are_one() {
        let comment = |cases: &str| format!("// {CLAIM}{cases}\nfn it_holds() {{}}\n");
        let page = "| case | where |\n| --- | --- |\n| ABC-01 | `tests/a.rs`: it holds |\n";
        assert_eq!(found(page, &comment("ABC-01")), 0);
        assert_eq!(found(page, &comment("ABC-01 ABC-02")), 1);
        assert_eq!(found(page, "fn it_holds() {}"), 1);
        assert_eq!(found("", &comment("ABC-01")), 1);
        assert_eq!(found("| ABC-03 | It cannot arise; see `tests/a.rs`. |", ""), 0);
    }

    #[test]
    fn a_test_that_was_renamed_is_found() {
        let test = format!("// {CLAIM}ABC-01\nfn it_still_holds() {{}}\n");
        assert_eq!(found("| ABC-01 | `tests/a.rs`: it holds |\n", &test), 1);
    }
}
