//! What a call costs on the server: `bench/load` beside the shop's server.

use super::capture;
use crate::build::{self, Mode};
use crate::exec::Cmd;
use crate::failure::Result;
use crate::paths;
use crate::progress::step;
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

fn both() -> Result<(Cmd, PathBuf)> {
    let shop = step("building the shop's server", || build::server(Mode::Release))?;
    step("building the measurement", || {
        let flags = ["--release", "--package", "load"];
        Cmd::cargo("build").args(flags).run("building the measurement")
    })?;
    Ok((Cmd::new(paths::target().join("release/load")), shop))
}
