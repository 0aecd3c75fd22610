//! Why a server does not start.

use std::{error::Error, fmt};

/// Something that must be put right before the server can start. Its text says what to do.
/// `Debug` prints the same text, which so is read after `unwrap()` and `expect()` as well.
#[non_exhaustive]
pub enum StartError {
    /// The binary links no calls.
    NoCalls,
    /// Two calls claim one name.
    Duplicate {
        /// The name.
        name: String,
        /// Where the first stands.
        first: String,
        /// Where the second stands.
        second: String,
    },
    /// An extract needs state that was not provided.
    MissingState {
        /// The call.
        call: &'static str,
        /// The type.
        state: &'static str,
    },
    /// The table is not the expected one.
    OtherCalls {
        /// Listed and not linked.
        missing: Vec<String>,
        /// Linked and not listed.
        unlisted: Vec<String>,
    },
    /// The configuration is wrong.
    Config {
        /// The file, or the environment variable.
        source: String,
        /// The line in it, from 1; none for the environment.
        line: Option<usize>,
        /// What is wrong.
        problem: String,
    },
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCalls => f.write_str(
                "no action or query is linked into this binary. The crate that defines them must be named in it, \
                 for example with `use app as _;`",
            ),
            Self::Duplicate { name, first, second } => write!(
                f,
                "two calls claim the name `{name}`: {first} and {second}. Give one of them another with \
                 `#[action(name = \"..\")]`"
            ),
            Self::MissingState { call, state } => write!(
                f,
                "`{call}` extracts `State<{state}>`, which was not provided. Add `.state(..)` to `Actions::new()`"
            ),
            Self::OtherCalls { missing, unlisted } => write!(
                f,
                "the calls in this binary are not the listed ones. Listed and not linked: [{}] (is their crate named \
                 in the binary?); linked and not listed: [{}] (add them to the list)",
                missing.join(", "),
                unlisted.join(", ")
            ),
            Self::Config {
                source,
                line: Some(line),
                problem,
            } => write!(f, "{source}, line {line}: {problem}"),
            Self::Config {
                source,
                line: None,
                problem,
            } => write!(f, "{source}: {problem}"),
        }
    }
}

impl fmt::Debug for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for StartError {}
