//! `split <module> <main> <name> <folder>`: splits a module that was linked with `--emit-relocs` at its functions
//! `#[wasm_split]`, as `cargo leptos build --split` does. `<main>` is then for wasm-bindgen, which writes `<name>.js` into the
//! folder; the pieces, what loads them, and the list of them are in the folder already.
//! `split pack <folder>`: puts the pieces, which wasm-opt may have made smaller meanwhile, into files to be loaded together.
//!
//! Its own program: a development build, which is not split, needs none of what this takes.

mod files;
mod pack;
mod unused;

use std::path::Path;
use std::{env, fs};

use anyhow::{Result, anyhow, bail};
use wasm_split_cli_support::{Options, transform};

/// The names under which Leptos looks for the files. The line is where cargo-leptos puts a digest.
const LOADER: &str = "__wasm_split.______________________.js";
const LIST: &str = "__wasm_split_manifest.json";

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["pack", folder] => pack::pack(Path::new(folder)),
        [module, main, name, folder] => split(module, main, name, Path::new(folder)),
        _ => bail!("usage: split <module> <main> <name> <folder> | split pack <folder>"),
    }
}

fn split(module: &str, main: &str, name: &str, folder: &Path) -> Result<()> {
    let bytes = unused::emptied(&fs::read(module)?)?;
    let (loader, loads) = (format!("./{LOADER}"), format!("./{name}.js"));
    let mut options = Options::new(&bytes);
    options.main_out_path = Path::new(main);
    options.output_dir = folder;
    options.link_name = &loader;
    options.main_module = &loads;
    let split = transform(options).map_err(|report| anyhow!("{report:?}"))?;
    fs::write(folder.join(LIST), serde_json::to_string(&split.prefetch_map)?)?;
    Ok(())
}
