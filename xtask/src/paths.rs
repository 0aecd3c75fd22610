//! Where things lie in the checkout.

use crate::failure::{Failure, Result};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The root of the workspace. Cargo says where it is now; a moved checkout keeps its old binary.
pub fn root() -> PathBuf {
    let xtask =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    xtask.parent().map_or(xtask.clone(), Path::to_path_buf)
}

/// Cargo's build folder.
pub fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// What xtask itself keeps between two runs.
pub fn cache() -> PathBuf {
    target().join("xtask")
}

/// The installed tools; `cargo install --root` puts programs into `bin` below it.
pub fn tools() -> PathBuf {
    root().join(".tools")
}

/// Makes a folder and whatever leads to it; what an earlier run left in it goes.
pub fn make_empty(folder: &Path) -> Result<()> {
    let io = |error| Failure::io(folder.display().to_string(), &error);
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(io)?;
    }
    fs::create_dir_all(folder).map_err(io)
}
