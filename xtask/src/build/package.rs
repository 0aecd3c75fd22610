//! From the compiler's wasm to the files of the package. They are kept per mode, so that an
//! unchanged module passes wasm-bindgen and wasm-opt only once.

use super::Mode;
use crate::exec::Cmd;
use crate::failure::{Failure, Result};
use crate::tools::{self, npm};
use crate::{paths, pins, site};
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Smallest first: 1 % smaller than one `-Oz`.
const WASM_OPT: &[&str] = &["--flatten", "--rereloop", "-Oz", "-Oz"];
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
        Mode::Release => {
            tools::program("split")?;
            npm::BINARYEN.ensure()?;
            npm::TERSER.ensure()
        }
    }
}

/// Makes the files of the package and returns their folder.
pub fn prepare(mode: Mode, wasm: &Path) -> Result<PathBuf> {
    let folder = paths::cache().join(mode.name()).join(site::PACKAGE);
    let stamp = folder.with_extension("stamp");
    let wanted = fingerprint(mode, wasm)?;
    if fs::read_to_string(&stamp).is_ok_and(|made| made == wanted) {
        return Ok(folder);
    }
    if folder.exists() {
        // Snippets of an older module would otherwise stay behind.
        fs::remove_dir_all(&folder).map_err(|error| io_at(&folder, &error))?;
    }
    match mode {
        Mode::Dev => drop(bind_as(wasm, site::NAME, &folder)?),
        Mode::Release => parts(wasm, &folder)?,
    }
    fs::write(&stamp, wanted).map_err(|error| io_at(&stamp, &error))?;
    Ok(folder)
}

/// Splits the module, and makes each of its parts small.
fn parts(wasm: &Path, folder: &Path) -> Result<()> {
    let main = folder.with_extension("main.wasm");
    let split = tools::program("split")?;
    Cmd::new(&split)
        .arg(wasm)
        .arg(&main)
        .arg(site::NAME)
        .arg(folder)
        .run("splitting the wasm")?;
    let pieces = modules(folder).map_err(|error| io_at(folder, &error))?;
    Cmd::new(tools::bindgen()?)
        .arg("main")
        .arg(&main)
        .arg(site::NAME)
        .arg(folder)
        .run("running wasm-bindgen")?;
    let main = named(site::NAME, folder)?;
    pieces.iter().chain([&main]).try_for_each(|module| shrink(module))?;
    Cmd::new(split).arg("pack").arg(folder).run("packing the parts")?;
    let scripts = files(folder, "js").map_err(|error| io_at(folder, &error))?;
    scripts.iter().try_for_each(|script| minify(script))
}

/// Makes a script small, in its place: what wasm-bindgen writes to be read takes a fifth less.
fn minify(script: &Path) -> Result<()> {
    Cmd::new(npm::TERSER.programs().join("terser"))
        .args(["--module", "--compress", "--mangle", "--output"])
        .args([script, script])
        .run("making the scripts small")
}

/// The modules in a folder.
pub fn modules(folder: &Path) -> io::Result<Vec<PathBuf>> {
    files(folder, "wasm")
}

/// The files of one ending in a folder.
fn files(folder: &Path, ending: &str) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let files = entries.filter(|path| {
        let fits = path.as_ref().map(|path| path.extension() == Some(ending.as_ref()));
        fits.unwrap_or(true)
    });
    files.collect()
}

/// What the files depend on: the module, and the tools with their flags.
fn fingerprint(mode: Mode, wasm: &Path) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    let mut files = vec![wasm.to_owned()];
    if mode == Mode::Release {
        files.push(tools::program("split")?);
    }
    for file in files {
        hasher.write(&fs::read(&file).map_err(|error| io_at(&file, &error))?);
    }
    Ok(format!(
        "{:016x} {} {} {} {} {} {}",
        hasher.finish(),
        pins::WASM_BINDGEN,
        pins::BINARYEN,
        pins::TERSER,
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
    named(name, folder)
}

fn named(name: &str, folder: &Path) -> Result<PathBuf> {
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

fn io_at(path: &Path, error: &io::Error) -> Failure {
    Failure::io(path.display().to_string(), error)
}
