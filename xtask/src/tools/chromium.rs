//! The browser of the end-to-end tests: Debian's package, or any Chromium that `CHROMIUM` names.

use crate::failure::{Failure, Result};
use crate::progress::step;
use crate::tools::apt;
use std::env;
use std::path::PathBuf;

/// Where Debian's package puts it; `end2end/playwright.config.ts` assumes the same.
const USUAL: &str = "/usr/bin/chromium";

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
    let usual = PathBuf::from(USUAL);
    if !usual.is_file() {
        step("installing chromium", || {
            apt::install("chromium", &["chromium"], "set CHROMIUM to an installed one")
        })?;
    }
    Ok(usual)
}
