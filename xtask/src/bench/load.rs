//! What a call costs on the server: `bench/load` beside the shop's server.

use super::capture;
use crate::build::{self, Mode};
use crate::exec::Cmd;
use crate::failure::{Failure, Result};
use crate::paths;
use crate::progress::step;
use std::fs;
use std::path::PathBuf;

/// Builds both and measures what a call costs.
pub fn measure() -> Result<String> {
    let (load, shop) = both()?;
    capture(load.arg("--shop").arg(shop), "measuring")
}

/// Builds both and measures what a large catalogue costs.
pub fn catalogue() -> Result<String> {
    let (load, shop) = both()?;
    capture(load.arg("catalogue").arg(shop), "measuring the catalogue")
}

/// Builds it with each allocator and measures what a log and the allocator change.
pub fn variations() -> Result<String> {
    let with_mimalloc = paths::target().join("release/load-mimalloc");
    let built = program(&["--features", "mimalloc"])?;
    fs::copy(built, &with_mimalloc).map_err(|error| Failure::io("release/load-mimalloc", &error))?;
    let load = Cmd::new(program(&[])?).arg("variations").arg(with_mimalloc);
    capture(load, "measuring the variations")
}

fn both() -> Result<(Cmd, PathBuf)> {
    let shop = step("building the shop's server", || build::server(Mode::Release))?;
    Ok((Cmd::new(program(&[])?), shop))
}

/// Builds the measurement itself.
fn program(flags: &[&str]) -> Result<PathBuf> {
    step("building the measurement", || {
        let build = Cmd::cargo("build").args(["--release", "--package", "load"]);
        build.args(flags).run("building the measurement")
    })?;
    Ok(paths::target().join("release/load"))
}
