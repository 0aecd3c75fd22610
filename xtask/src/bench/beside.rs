//! What a visitor waits for: the same page with our calls and on plain Leptos, in a browser. Both halves of
//! `bench/beside` are built, its server is started, and `measure.mjs` does the same on each page.

use super::capture;
use crate::exec::Cmd;
use crate::failure::Result;
use crate::progress::step;
use crate::running::Running;
use crate::tools::{chromium, npm, rust};
use crate::{build, paths, port, site};
use std::env;
use std::path::Path;

/// How long a round trip takes, in milliseconds, unless the variable says otherwise.
const LATENCY: (&str, &str) = ("LATENCY_MS", "100");

/// Builds the pages and measures.
pub fn measure() -> Result<String> {
    let chromium = chromium::ensure()?;
    npm::PLAYWRIGHT.ensure()?;
    let files = paths::cache().join("beside");
    paths::make_empty(&files)?;
    step("building the pages' browser half", || browser(&files))?;
    step("building the pages' server", || compile(&["--release"]))?;
    let address = port::any_free()?;
    let latency = env::var(LATENCY.0).unwrap_or_else(|_| LATENCY.1.to_owned());
    let server = Cmd::new(paths::target().join("release/beside"))
        .arg(address.to_string())
        .arg(&files)
        .env(LATENCY.0, &latency);
    let _server = Running::start(server, address, "the pages' server")?;
    let script = Cmd::new("node")
        .args(["bench/beside/measure.mjs", &format!("http://{address}"), "--table"])
        .env("NODE_PATH", npm::PLAYWRIGHT.modules())
        .env("CHROMIUM", chromium)
        .env(LATENCY.0, latency);
    step("measuring in the browser", || {
        capture(script, "measuring in the browser")
    })
}

/// Makes the files that the pages load, as small as the shop's.
fn browser(files: &Path) -> Result<()> {
    rust::ensure_wasm_target()?;
    compile(&["--profile", "wasm-release", "--target", rust::WASM])?;
    let compiled = paths::target().join(rust::WASM).join("wasm-release/beside.wasm");
    build::bind(&compiled, "beside", files)?;
    build::shrink(&files.join("beside_bg.wasm"))
}

fn compile(flags: &[&str]) -> Result<()> {
    Cmd::cargo("build")
        .args(["--package", "beside"])
        .args(flags)
        .envs(site::compile_env())
        .run("building the pages")
}
