//! The browser of the end-to-end tests: a package of Debian's, or any Chromium that `CHROMIUM`
//! names. The headless shell is the whole browser without what only a window needs; the tests take
//! three fifths of the time in it.

use crate::failure::{Failure, Result};
use crate::progress::step;
use crate::tools::apt;
use std::env;
use std::path::PathBuf;

/// Debian's packages, the better one first, and where each puts its program;
/// `end2end/playwright.config.ts` looks at the same places.
const PACKAGES: [(&str, &str); 2] = [
    ("chromium-headless-shell", "/usr/bin/chromium-headless-shell"),
    ("chromium", "/usr/bin/chromium"),
];

/// The browser's path; installed with apt when it is missing.
pub fn ensure() -> Result<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM").map(PathBuf::from) {
        return if named.is_file() {
            Ok(named)
        } else {
            Err(Failure::new(
                "CHROMIUM",
                format!("{} is not there", named.display()),
                "name an installed Chromium or unset it",
            ))
        };
    }
    if let Some(installed) = installed() {
        return Ok(installed);
    }
    let mut refused = None;
    for (package, _) in PACKAGES {
        let installing = step(&format!("installing {package}"), || {
            apt::install(package, &[package], "set CHROMIUM to an installed one")
        });
        match (installing, installed()) {
            (Ok(()), Some(program)) => return Ok(program),
            (Ok(()), None) => {}
            (Err(failure), _) => refused = Some(failure),
        }
    }
    Err(refused.unwrap_or_else(|| {
        Failure::new(
            "chromium",
            "its packages put no program where it is looked for",
            "set CHROMIUM to an installed one",
        )
    }))
}

fn installed() -> Option<PathBuf> {
    let mut programs = PACKAGES.iter().map(|(_, program)| PathBuf::from(program));
    programs.find(|program| program.is_file())
}
