//! `bindgen <module> <name> <folder>`: what `wasm-bindgen --target web --no-typescript --out-name <name>` writes.
//!
//! Its own program: xtask, which every command compiles first, needs none of what this takes. The command-line program of
//! wasm-bindgen takes three times as much, most of it for its runner of tests.

use std::env;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let mut next = || arguments.next().context("usage: bindgen <module> <name> <folder>");
    let (module, name, folder) = (next()?, next()?, next()?);
    let mut bindgen = Bindgen::new();
    bindgen.web(true)?;
    bindgen.input_path(module).out_name(&name).typescript(false);
    // As the program does: a page that names no module loads the one beside the script.
    bindgen.omit_default_module_path(false);
    bindgen.generate(folder)
}
