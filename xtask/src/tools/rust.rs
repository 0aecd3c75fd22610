//! The parts of the Rust toolchain that a plain installation may lack.

use crate::exec::Cmd;
use crate::failure::{Failure, Result};
use crate::progress::step;
use std::path::Path;

/// What the browser's half is compiled for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Installs the standard library for the browser when the compiler has none.
pub fn ensure_wasm_target() -> Result<()> {
    if has_wasm_target() {
        return Ok(());
    }
    step("installing the wasm32 target", || {
        Cmd::new("rustup")
            .args(["target", "add", WASM])
            .run("installing the wasm32 target")
    })?;
    if has_wasm_target() {
        return Ok(());
    }
    Err(Failure::new(
        "the wasm32 target",
        "rustup installed it, but for another compiler than the `rustc` on the PATH",
        "put rustup's `rustc` first on the PATH",
    ))
}

fn has_wasm_target() -> bool {
    Cmd::new("rustc")
        .args(["--print", "target-libdir", "--target", WASM])
        .output()
        .is_some_and(|folder| Path::new(folder.trim()).is_dir())
}

/// Installs rustfmt and clippy when the toolchain came without them.
pub fn ensure_components() -> Result<()> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if Cmd::cargo(subcommand).arg("--version").output().is_none() {
            let what = format!("installing {component}");
            step(&what, || {
                Cmd::new("rustup").args(["component", "add", component]).run(&what)
            })?;
        }
    }
    Ok(())
}
