//! The two calls of cargo: one half for the browser, the other for the server.

use super::Mode;
use crate::exec::Cmd;
use crate::failure::{Failure, Result};
use crate::tools::rust;
use crate::{paths, site};
use std::path::PathBuf;

/// A page has no use for line tables, and leaving them out halves what wasm-bindgen must read.
pub const QUICK_WASM: &[&str] = &["--config", "profile.dev.debug=false"];

/// What [`package`](super::package) splits: the feature that marks the parts, and the linker's notes of what refers to what.
const SPLIT: [&str; 4] = ["--features", "split", "--", "-Clink-args=--emit-relocs"];

/// Compiles the browser's half and returns the module as the compiler left it; that of a release build is to be split.
pub fn frontend(mode: Mode) -> Result<PathBuf> {
    rust::ensure_wasm_target()?;
    let (flags, split, folder) = match mode {
        Mode::Dev => (QUICK_WASM, [].as_slice(), "debug"),
        Mode::Release => (
            ["--profile", "wasm-release"].as_slice(),
            SPLIT.as_slice(),
            "wasm-release",
        ),
    };
    Cmd::cargo("rustc")
        .args([
            "--package",
            "frontend",
            "--lib",
            "--crate-type",
            "cdylib",
            "--target",
            rust::WASM,
        ])
        .args(flags)
        .args(split)
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

/// The features with which the server stands on just those dependencies that its tests have.
pub const AS_TESTED: &str = "server/as-tested";

/// Packages that do something else where `debug_assertions` are on: ours, and Leptos'.
const WITH_ASSERTIONS: [&str; 20] = [
    "any_spawner",
    "app",
    "hydration_context",
    "leptos",
    "leptos_actions",
    "leptos_actions_client",
    "leptos_actions_core",
    "leptos_actions_server",
    "leptos_actions_sqlx",
    "leptos_axum",
    "leptos_dom",
    "leptos_integration_utils",
    "leptos_meta",
    "leptos_router",
    "leptos_server",
    "reactive_graph",
    "reactive_stores",
    "server",
    "server_fn",
    "tachys",
];

/// Compiles the server for the browser tests: with the dependencies that `cargo test` compiles, so that only what differs
/// is compiled. For a release build that is what asks for `debug_assertions`.
pub fn server_of_tests(mode: Mode) -> Result<PathBuf> {
    let without = WITH_ASSERTIONS.map(|package| format!("profile.dev.package.{package}.debug-assertions=false"));
    let settings = without.iter().filter(|_| mode == Mode::Release);
    Cmd::cargo("build")
        .args(["--package", "server", "--features", AS_TESTED])
        .args(settings.flat_map(|setting| ["--config", setting]))
        .envs(site::compile_env())
        .run("building the server")?;
    built(&["debug", "server"])
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
