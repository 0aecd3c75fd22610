//! `cargo xtask build`: the browser's half, the server, and the files that the server hands out.
//!
//! Cargo, wasm-bindgen and wasm-opt are driven directly: cargo-leptos takes a quarter of an hour
//! to install, and the first page of a fresh machine must not wait for it.

mod compile;
mod compress;
mod developers;
mod names;
mod package;
mod publish;

pub use compile::{AS_TESTED, QUICK_WASM, server};
pub use compress::ensure as compressor;
pub use package::{bind, bind_as, shrink};

use crate::args::Args;
use crate::disk;
use crate::failure::{Failure, Result};
use crate::paths;
use crate::progress::step;
use std::fs;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::thread;

/// How to build.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mode {
    /// Quick to build.
    Dev,
    /// What is deployed: small wasm, fast server.
    Release,
}

impl Mode {
    /// Release when `--release` was given.
    pub fn from_args(args: &mut Args) -> Self {
        if args.flag("--release") {
            Self::Release
        } else {
            Self::Dev
        }
    }

    /// The name of the mode in paths and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
        }
    }
}

/// Runs the command.
pub fn run(mut args: Args) -> Result<()> {
    let mode = Mode::from_args(&mut args);
    args.finish()?;
    everything(mode).map(drop)
}

/// Builds all parts and returns the server's program.
pub fn everything(mode: Mode) -> Result<PathBuf> {
    all(mode, server)
}

/// The same for the browser tests, which judge what a server does and not how fast: its dependencies are those that
/// `cargo test` has compiled.
pub fn for_tests(mode: Mode) -> Result<PathBuf> {
    let built = all(mode, compile::server_of_tests)?;
    let folder = paths::cache().join("tested").join(mode.name());
    paths::make_empty(&folder)?;
    let program = folder.join("server");
    let copied = fs::copy(&built, &program);
    copied.map_err(|error| Failure::io(program.display().to_string(), &error))?;
    if mode == Mode::Release {
        names::beside(&program)?;
    }
    Ok(program)
}

fn all(mode: Mode, server: fn(Mode) -> Result<PathBuf>) -> Result<PathBuf> {
    disk::warn_when_low();
    let wasm = step("building the browser's half", || compile::frontend(mode))?;
    package::ensure_tools(mode)?;
    let compressor = match mode {
        Mode::Dev => None,
        Mode::Release => Some(compress::ensure()?),
    };
    let (package, program) = thread::scope(|scope| {
        // Its tools leave a core idle for half of their time, and print nothing.
        let package = scope.spawn(|| {
            step("packaging the wasm", || {
                let package = package::prepare(mode, &wasm)?;
                if let Some(compressor) = &compressor {
                    let modules = package::modules(&package).map_err(|error| Failure::io("the package", &error))?;
                    for module in modules {
                        compress::keep(compressor, &module)?;
                    }
                }
                Ok(package)
            })
        });
        let program = step("building the server", || server(mode));
        (package.join(), program)
    });
    let package = package.unwrap_or_else(|panic| resume_unwind(panic))?;
    let program = program?;
    match compressor {
        None => publish::plain(&package)?,
        Some(compressor) => publish::for_ever(&package, &compressor)?,
    }
    developers::check(mode)?;
    Ok(program)
}
