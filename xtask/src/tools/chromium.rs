//! The browser of the end-to-end tests: Debian's package, or any Chromium that `CHROMIUM` names.

use crate::exec::Cmd;
use crate::failure::{Failure, Result};
use crate::progress::step;
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
        step("installing chromium", install)?;
    }
    Ok(usual)
}

fn install() -> Result<()> {
    let prefix = rights()?;
    apt(prefix, &["update"])?;
    apt(prefix, &["install", "-y", "--no-install-recommends", "chromium"])
}

fn apt(prefix: &[&str], arguments: &[&str]) -> Result<()> {
    let mut words = prefix
        .iter()
        .chain(&["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"])
        .chain(arguments);
    let program = words.next().copied().unwrap_or_default();
    Cmd::new(program).args(words).run("installing chromium")
}

/// What stands before a command that only root may run.
fn rights() -> Result<&'static [&'static str]> {
    if user() == Some("0".into()) {
        return Ok(&[]);
    }
    match Cmd::new("sudo").arg("--version").output() {
        Some(_) => Ok(&["sudo"]),
        None => Err(Failure::new(
            "chromium",
            "it is missing, and installing it needs root or sudo",
            "have `apt-get install chromium` run, or set CHROMIUM to an installed one",
        )),
    }
}

fn user() -> Option<String> {
    Some(Cmd::new("id").arg("-u").output()?.trim().to_owned())
}
