//! `cargo xtask bench`: builds the measurement in `bench/load` and the shop's server, and measures.
//!
//! Nothing passes or fails by a time: the figures are for `docs/measurements.md`, which `--write` brings up to date.

pub mod document;

use crate::args::Args;
use crate::build::{self, Mode};
use crate::exec::Cmd;
use crate::failure::{Failure, Result};
use crate::paths;
use crate::progress::step;
use std::process::Stdio;

/// Runs the command.
pub fn run(mut args: Args) -> Result<()> {
    let write = args.flag("--write");
    args.finish()?;
    let shop = step("building the shop's server", || build::server(Mode::Release))?;
    step("building the measurement", || {
        let flags = ["--release", "--package", "load"];
        Cmd::cargo("build").args(flags).run("building the measurement")
    })?;
    let load = Cmd::new(paths::target().join("release/load"));
    let report = capture(load.arg("--shop").arg(shop), "measuring")?;
    println!("\n{report}");
    if write {
        document::put("bench", &report)?;
    }
    Ok(())
}

/// What a program prints; its messages stay visible.
pub fn capture(program: Cmd, what: &str) -> Result<String> {
    let output = program.into_command().stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| Failure::io(what, &error))?;
    match String::from_utf8(output.stdout) {
        Ok(text) if output.status.success() => Ok(text.trim_end().to_owned()),
        _ => Err(Failure::new(
            what,
            format!("it ended with {}", output.status),
            "its messages above say why",
        )),
    }
}
