//! What a call costs on the server: `bench/load` beside the shop's server.

use super::capture;
use crate::build::{self, Mode};
use crate::exec::Cmd;
use crate::failure::Result;
use crate::paths;
use crate::progress::step;

/// Builds both and measures.
pub fn measure() -> Result<String> {
    let shop = step("building the shop's server", || build::server(Mode::Release))?;
    step("building the measurement", || {
        let flags = ["--release", "--package", "load"];
        Cmd::cargo("build").args(flags).run("building the measurement")
    })?;
    let load = Cmd::new(paths::target().join("release/load"));
    capture(load.arg("--shop").arg(shop), "measuring")
}
