//! `cargo xtask setup`: installs ahead of time what the other commands would install when needed.

use crate::args::Args;
use crate::failure::Result;
use crate::progress::step;
use crate::tools::{self, cargo, chromium, npm, rust};

/// One thing to have, and what brings it.
type Item = (&'static str, fn() -> Result<()>);

const BASE: &[Item] = &[
    ("wasm32 target", rust::ensure_wasm_target),
    ("bindgen", || tools::bindgen().map(drop)),
];
const WATCH: &[Item] = &[
    ("wasm-bindgen", || cargo::WASM_BINDGEN.ensure().map(drop)),
    ("cargo-leptos", cargo::ensure_cargo_leptos),
];
const SIZE: &[Item] = &[("wasm-opt", || npm::BINARYEN.ensure())];
const TEST: &[Item] = &[
    ("rustfmt and clippy", rust::ensure_components),
    ("wasm-opt", || npm::BINARYEN.ensure()),
    ("playwright", || npm::PLAYWRIGHT.ensure()),
    ("playwright for end2end", || npm::link_playwright("end2end")),
    ("chromium", || chromium::ensure().map(drop)),
];

/// Runs the command.
pub fn run(mut args: Args) -> Result<()> {
    let parts = [
        (true, BASE),
        (args.flag("--watch"), WATCH),
        (args.flag("--size"), SIZE),
        (args.flag("--test"), TEST),
    ];
    args.finish()?;
    for (_, items) in parts.iter().filter(|(wanted, _)| *wanted) {
        install(items)?;
    }
    Ok(())
}

/// What `cargo xtask test` needs, all of it before the first long step.
pub fn for_tests() -> Result<()> {
    install(BASE)?;
    install(TEST)
}

fn install(items: &[Item]) -> Result<()> {
    items.iter().try_for_each(|(name, ensure)| step(name, ensure))
}
