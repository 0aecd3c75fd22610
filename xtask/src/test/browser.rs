//! The end-to-end tests: the release server on a free port with a database of its own, and
//! Playwright against it, with scripts on and off.

use super::server::Server;
use crate::build::{self, Mode};
use crate::failure::{Failure, Result};
use crate::site;
use crate::size::home;
use crate::tools::{chromium, npm};

/// What a failure calls it.
const WHAT: &str = "the server for the end-to-end tests";

/// The database's name in the folder of the run.
const DATABASE: &str = "bookshop.sqlite";

/// Everything that a shop's visitors meet, against the release build.
pub fn release() -> Result<()> {
    run(Mode::Release)
}

/// What only a development build has.
pub fn dev() -> Result<()> {
    run(Mode::Dev)
}

fn run(mode: Mode) -> Result<()> {
    let chromium = chromium::ensure()?;
    npm::PLAYWRIGHT.ensure()?;
    npm::link_playwright("end2end")?;
    let program = build::for_tests(mode)?;
    let server = Server::start(WHAT, &program, |address, folder| {
        let database = folder.join(DATABASE).display().to_string();
        let mut variables = site::run_env(address, mode);
        variables.push((site::DATABASE, database));
        variables
    })?;
    uses_its_own_database(&server)?;
    let transferred = match mode {
        Mode::Dev => String::new(),
        Mode::Release => home::as_json(&home::of(server.address(), "/")?),
    };
    server.playwright(
        "end2end",
        [
            ("BUILD", mode.name().to_owned()),
            ("CHROMIUM", chromium.display().to_string()),
            ("TRANSFERRED", transferred),
        ],
    )
}

/// Tests that write into somebody's shop would be worse than none.
fn uses_its_own_database(server: &Server) -> Result<()> {
    if server.folder().join(DATABASE).is_file() {
        return Ok(());
    }
    Err(Failure::new(
        WHAT,
        format!("it ignores {} and opened another database", site::DATABASE),
        "make it read that variable",
    ))
}
