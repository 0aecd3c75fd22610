//! `cargo xtask tidy`: the rules of ARCHITECTURE.md that a program can check.
//!
//! A check is a function from the files of the checkout to what is wrong with them, so that each
//! is tested on a few invented files. A new one is a function and a row in [`CHECKS`].

mod conformance;
mod dependencies;
mod documents;
mod guards;
mod lengths;
mod manifest;
mod packages;
mod sources;
mod tree;

use crate::args::Args;
use crate::failure::{Failure, Result};
use crate::{lines, paths};
use std::fmt;

pub use tree::Tree;

/// One violated rule at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    place: String,
    message: String,
}

impl Finding {
    pub fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            message: message.into(),
        }
    }

    fn at(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self::new(format!("{path}:{line}"), message)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// The name of a rule and the function that judges it.
type Check = (&'static str, fn(&Tree) -> Vec<Finding>);

const CHECKS: &[Check] = &[
    ("dependencies point one way", dependencies::direction),
    ("only crates/leptos knows leptos", dependencies::leptos),
    ("core stays small", dependencies::core),
    ("macros emit paths of leptos_actions", dependencies::macros),
    ("published crates pin nothing", packages::no_exact_pins),
    ("crates share the lints", packages::lints),
    ("frontend is for wasm32 alone", packages::frontend),
    ("tools fit Cargo.lock", packages::tool_pins),
    ("every lock file is up to date", packages::locks),
    ("long files say why", lengths::long_files),
    ("the median file is short", lengths::median),
    ("nothing is left undone", sources::left_undone),
    ("no path of one machine", sources::machine_paths),
    ("unsafe stands alone", sources::hidden_unsafe),
    ("guards have one shape", guards::one_shape),
    ("guards hold in every build", guards::in_every_build),
    ("documents name existing files", documents::links),
    ("the README quotes the bookshop", documents::excerpts),
    ("the lines are counted", lines::check),
    ("the conformance page is the tests'", conformance::claims),
];

/// Runs the command.
pub fn run(args: Args) -> Result<()> {
    args.finish()?;
    check()
}

/// Judges the checkout; prints every finding.
pub fn check() -> Result<()> {
    let tree = Tree::load(&paths::root()).map_err(|error| Failure::io("the checkout", &error))?;
    let mut findings = 0;
    for (name, check) in CHECKS {
        for finding in check(&tree) {
            println!("tidy: {finding} ({name})");
            findings += 1;
        }
    }
    println!("tidy: {}", lengths::summary(&tree));
    match findings {
        0 => Ok(()),
        _ => Err(Failure::new(
            "tidy",
            format!("rules are violated in {findings} places"),
            "each is named above with its place",
        )),
    }
}
