//! What is for developers is in the development build and in no other.

use super::{Mode, names};
use crate::failure::{Failure, Result};
use std::fs;
use std::path::PathBuf;

/// Texts of the inspector and of the warning about waterfalls.
const MARKS: [&str; 2] = ["leptos-actions-inspector", "a waterfall: `"];

/// Looks for them in the modules that were built last.
pub fn check(mode: Mode) -> Result<()> {
    names::modules(mode)?
        .into_iter()
        .try_for_each(|path| check_one(mode, path))
}

fn check_one(mode: Mode, path: PathBuf) -> Result<()> {
    let module = fs::read(&path).map_err(|error| Failure::io(path.display().to_string(), &error))?;
    match wrong(mode, &module) {
        None => Ok(()),
        Some(mark) => Err(Failure::new(
            path.display().to_string(),
            match mode {
                Mode::Dev => format!("the development build does not have `{mark}`"),
                Mode::Release => format!("the release build has `{mark}`"),
            },
            "what is for developers stands behind `debug_assertions`, in crates/leptos/src/inspector and store/waterfall.rs",
        )),
    }
}

fn wrong(mode: Mode, module: &[u8]) -> Option<&'static str> {
    let has = |mark: &str| module.windows(mark.len()).any(|window| window == mark.as_bytes());
    MARKS.into_iter().find(|mark| has(mark) != (mode == Mode::Dev))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_build_that_has_one_of_them_is_noticed_and_a_development_build_without() {
        let both = MARKS.join(" and ");
        assert_eq!(wrong(Mode::Dev, both.as_bytes()), None);
        assert_eq!(wrong(Mode::Release, both.as_bytes()), Some(MARKS[0]));
        assert_eq!(wrong(Mode::Release, b"nothing"), None);
        assert_eq!(wrong(Mode::Dev, MARKS[0].as_bytes()), Some(MARKS[1]));
    }
}
