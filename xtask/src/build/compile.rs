//! The two calls of cargo: one half for the browser, the other for the server.

use super::Mode;
use crate::exec::Cmd;
use crate::failure::{Failure, Result};
use crate::tools::rust;
use crate::{paths, site};
use std::path::PathBuf;

/// A page has no use for line tables, and leaving them out halves what wasm-bindgen must read.
const QUICK_WASM: &[&str] = &["--config", "profile.dev.debug=false"];

/// Compiles the browser's half and returns the module as the compiler left it.
pub fn frontend(mode: Mode) -> Result<PathBuf> {
    rust::ensure_wasm_target()?;
    let (flags, folder) = match mode {
        Mode::Dev => (QUICK_WASM, "debug"),
        Mode::Release => (["--profile", "wasm-release"].as_slice(), "wasm-release"),
    };
    Cmd::cargo("build")
        .args(["--package", "frontend", "--target", rust::WASM])
        .args(flags)
        .envs(site::compile_env())
        .run("building the browser's half")?;
    built(&[rust::WASM, folder, "frontend.wasm"])
}

/// Compiles the server and returns its program.
pub fn server(mode: Mode) -> Result<PathBuf> {
    let (flags, folder) = match mode {
        Mode::Dev => ([].as_slice(), "debug"),
        Mode::Release => (["--release"].as_slice(), "release"),
    };
    Cmd::cargo("build")
        .args(["--package", "server"])
        .args(flags)
        .envs(site::compile_env())
        .run("building the server")?;
    built(&[folder, "server"])
}

fn built(below_target: &[&str]) -> Result<PathBuf> {
    let path = below_target.iter().fold(paths::target(), |path, part| path.join(part));
    if path.is_file() {
        return Ok(path);
    }
    Err(Failure::new(
        path.display().to_string(),
        "cargo built something else",
        "look at the crate types and program names in that package's Cargo.toml",
    ))
}
