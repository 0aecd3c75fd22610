//! `bindgen <module> <name> <folder>`: what `wasm-bindgen --target web --no-typescript --out-name <name>` writes.
//! `bindgen main <module> <name> <folder>`: the same for a module from which parts were split.
//! `bindgen order <module>`: names in it, by which wasm-opt can put its functions in order.
//!
//! Its own program: xtask, which every command compiles first, needs none of what this takes. The command-line program of
//! wasm-bindgen takes three times as much, most of it for its runner of tests.

mod order;

use std::{env, fs};

use anyhow::{Result, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["order", module] => {
            let mut bytes = fs::read(module)?;
            order::append_names(&mut bytes)?;
            Ok(fs::write(module, bytes)?)
        }
        ["main", module, name, folder] => bind(module, name, folder, true),
        [module, name, folder] => bind(module, name, folder, false),
        _ => bail!("usage: bindgen [main] <module> <name> <folder> | bindgen order <module>"),
    }
}

fn bind(module: &str, name: &str, folder: &str, has_parts: bool) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.web(true)?;
    bindgen.input_path(module).out_name(name).typescript(false);
    // As the program does: a page that names no module loads the one beside the script.
    bindgen.omit_default_module_path(false);
    // The parts ask for functions of the main module by the names that the linker gave them.
    bindgen.keep_lld_exports(has_parts).demangle(!has_parts);
    bindgen.generate(folder)
}
