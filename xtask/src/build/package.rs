//! From the compiler's wasm to the files of the package. They are kept per mode, so that an
//! unchanged module passes wasm-bindgen and wasm-opt only once.

use super::Mode;
use crate::exec::Cmd;
use crate::failure::{Failure, Result};
use crate::tools::{self, npm};
use crate::{paths, pins, site};
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

/// Smallest first.
const WASM_OPT: &[&str] = &["-Oz"];
/// Functions of one size beside each other compress better: the shop's wasm by 1.8 %.
const REORDER: &[&str] = &["--reorder-functions-by-name"];
/// Those that rustc uses by default.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Installs what [`prepare`] runs, so that it is quiet beside another program.
pub fn ensure_tools(mode: Mode) -> Result<()> {
    tools::bindgen()?;
    match mode {
        Mode::Dev => Ok(()),
        Mode::Release => npm::BINARYEN.ensure(),
    }
}

/// Makes the files of the package and returns their folder.
pub fn prepare(mode: Mode, wasm: &Path) -> Result<PathBuf> {
    let folder = paths::cache().join(mode.name()).join(site::PACKAGE);
    let stamp = folder.with_extension("stamp");
    let wanted = fingerprint(wasm)?;
    if fs::read_to_string(&stamp).is_ok_and(|made| made == wanted) {
        return Ok(folder);
    }
    if folder.exists() {
        // Snippets of an older module would otherwise stay behind.
        fs::remove_dir_all(&folder).map_err(|error| io_at(&folder, &error))?;
    }
    let module = bind_as(wasm, site::NAME, &folder)?;
    if mode == Mode::Release {
        shrink(&module)?;
    }
    fs::write(&stamp, wanted).map_err(|error| io_at(&stamp, &error))?;
    Ok(folder)
}

/// What the files depend on: the module, and the tools with their flags.
fn fingerprint(wasm: &Path) -> Result<String> {
    let bytes = fs::read(wasm).map_err(|error| io_at(wasm, &error))?;
    let mut hasher = DefaultHasher::new();
    hasher.write(&bytes);
    Ok(format!(
        "{:016x} {} {} {} {} {}",
        hasher.finish(),
        pins::WASM_BINDGEN,
        pins::BINARYEN,
        WASM_OPT.join(" "),
        REORDER.join(" "),
        FEATURES.join(" ")
    ))
}

/// Runs wasm-bindgen: the files of the module are then in `folder`, under this name.
pub fn bind(wasm: &Path, name: &str, folder: &Path) -> Result<()> {
    Cmd::new(tools::bindgen()?)
        .arg(wasm)
        .arg(name)
        .arg(folder)
        .run("running wasm-bindgen")
}

/// Runs wasm-bindgen, and gives the module the name that a page asks for: without `_bg`, as under cargo-leptos.
pub fn bind_as(wasm: &Path, name: &str, folder: &Path) -> Result<PathBuf> {
    bind(wasm, name, folder)?;
    let module = folder.join(format!("{name}.wasm"));
    fs::rename(folder.join(format!("{name}_bg.wasm")), &module).map_err(|error| io_at(&module, &error))?;
    Ok(module)
}

/// Runs wasm-opt on a module, in its place.
pub fn shrink(module: &Path) -> Result<()> {
    npm::BINARYEN.ensure()?;
    wasm_opt(module, WASM_OPT)?;
    Cmd::new(tools::bindgen()?)
        .arg("order")
        .arg(module)
        .run("naming the module's functions")?;
    wasm_opt(module, REORDER)
}

fn wasm_opt(module: &Path, passes: &[&str]) -> Result<()> {
    Cmd::new(npm::BINARYEN.programs().join("wasm-opt"))
        .args(passes)
        .args(FEATURES)
        .arg(module)
        .arg("-o")
        .arg(module)
        .run("running wasm-opt")
}

fn io_at(path: &Path, error: &std::io::Error) -> Failure {
    Failure::io(path.display().to_string(), error)
}
