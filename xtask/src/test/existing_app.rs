//! `examples/existing-app`: an application of somebody else, with its own features and lock file, built beside ours and
//! driven by Playwright.

use super::server::Server;
use crate::build;
use crate::exec::Cmd;
use crate::failure::Result;
use crate::progress::step;
use crate::tools::{chromium, npm, rust};
use crate::{paths, site};
use std::path::PathBuf;

/// Its manifest, which is a workspace of its own.
pub const MANIFEST: &str = "examples/existing-app/Cargo.toml";
const NAME: &str = "existing-app";
const TESTS: &str = "examples/existing-app/end2end";

/// Builds it as cargo-leptos does, in the development profile, and tests it.
pub fn run() -> Result<()> {
    let chromium = chromium::ensure()?;
    npm::PLAYWRIGHT.ensure()?;
    npm::link_playwright(TESTS)?;
    let site = step("building the example's browser half", package)?;
    let program = step("building the example's server", server)?;
    let server = Server::start("the example's server", &program, |address, _| {
        vec![
            ("LEPTOS_OUTPUT_NAME", NAME.into()),
            ("LEPTOS_SITE_ROOT", site.display().to_string()),
            ("LEPTOS_SITE_PKG_DIR", site::PACKAGE.into()),
            ("LEPTOS_SITE_ADDR", address.to_string()),
            ("LEPTOS_ENV", "PROD".into()),
        ]
    })?;
    server.playwright(TESTS, [("CHROMIUM", chromium.display().to_string())])
}

fn server() -> Result<PathBuf> {
    cargo(&["--features", "ssr"]).run("the example's server")?;
    Ok(paths::target().join("debug").join(NAME))
}

/// The files that its pages load, and the folder that the server serves.
fn package() -> Result<PathBuf> {
    rust::ensure_wasm_target()?;
    cargo(&["--lib", "--features", "hydrate", "--target", rust::WASM])
        .args(build::QUICK_WASM)
        .run("the example's browser half")?;
    let wasm = paths::target().join(rust::WASM).join("debug/existing_app.wasm");
    let site = paths::cache().join(NAME);
    paths::make_empty(&site)?;
    build::bind_as(&wasm, NAME, &site.join(site::PACKAGE))?;
    Ok(site)
}

/// In the target folder of this workspace, whose compiled dependencies it shares as far as their features agree.
fn cargo(flags: &[&str]) -> Cmd {
    Cmd::cargo("build")
        .args(["--locked", "--manifest-path", MANIFEST])
        .args(flags)
        .envs(site::compile_env())
        .env("CARGO_TARGET_DIR", paths::target())
}
