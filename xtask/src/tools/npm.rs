//! Tools that come from npm. `xtask/tools/<name>` holds the package file and the lock; the modules
//! are installed into `.tools/<name>`, so that the checkout stays free of them.

use crate::exec::Cmd;
use crate::failure::{Failure, Result};
use crate::progress::step;
use crate::{paths, pins};
use std::fs;
use std::path::{Path, PathBuf};

/// One locked set of npm packages.
#[derive(Debug)]
pub struct NpmTool {
    name: &'static str,
    version: &'static str,
}

/// `wasm-opt`, which makes the release wasm small.
pub const BINARYEN: NpmTool = NpmTool {
    name: "binaryen",
    version: pins::BINARYEN,
};

/// What makes the release build's scripts small.
pub const TERSER: NpmTool = NpmTool {
    name: "terser",
    version: pins::TERSER,
};

/// The runner of the end-to-end tests; the browser itself is `chromium.rs`.
pub const PLAYWRIGHT: NpmTool = NpmTool {
    name: "playwright",
    version: pins::PLAYWRIGHT,
};

impl NpmTool {
    /// Installs the packages unless exactly this lock was installed before.
    pub fn ensure(&self) -> Result<()> {
        let lock = read(&self.source().join("package-lock.json"))?;
        if fs::read_to_string(self.stamp()).is_ok_and(|installed| installed == lock) {
            return Ok(());
        }
        let what = format!("installing {} {}", self.name, self.version);
        step(&what, || self.install(&what))?;
        // Written last: a half-finished installation has no stamp.
        write(&self.stamp(), &lock)
    }

    /// The folder of the programs that the packages bring.
    pub fn programs(&self) -> PathBuf {
        self.modules().join(".bin")
    }

    /// The folder in which node finds the packages.
    pub fn modules(&self) -> PathBuf {
        self.folder().join("node_modules")
    }

    /// No scripts of packages are run: none of ours needs one.
    fn install(&self, what: &str) -> Result<()> {
        let folder = self.folder();
        fs::create_dir_all(&folder).map_err(|error| Failure::io(shown(&folder), &error))?;
        for file in ["package.json", "package-lock.json"] {
            write(&folder.join(file), &read(&self.source().join(file))?)?;
        }
        Cmd::new("npm")
            .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
            .dir(&folder)
            .run(what)
    }

    fn source(&self) -> PathBuf {
        paths::root().join("xtask/tools").join(self.name)
    }

    fn folder(&self) -> PathBuf {
        paths::tools().join(self.name)
    }

    fn stamp(&self) -> PathBuf {
        self.modules().join(".installed-lock.json")
    }
}

/// Lets the tests in a folder of the checkout find Playwright: their `node_modules` is a link to ours.
pub fn link_playwright(tests: &str) -> Result<()> {
    let link = paths::root().join(tests).join("node_modules");
    // Relative, so that the checkout can be moved.
    let root: PathBuf = Path::new(tests).components().map(|_| "..").collect();
    let modules = root.join(".tools").join(PLAYWRIGHT.name).join("node_modules");
    match fs::read_link(&link) {
        Ok(target) if target == modules => return Ok(()),
        Ok(_) => fs::remove_file(&link).map_err(|error| Failure::io(shown(&link), &error))?,
        Err(_) if link.exists() => {
            return Err(Failure::new(
                shown(&link),
                "it is a folder, and the pinned packages belong into .tools",
                "remove it and run again",
            ));
        }
        Err(_) => {}
    }
    std::os::unix::fs::symlink(&modules, &link).map_err(|error| Failure::io(shown(&link), &error))
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| Failure::io(shown(path), &error))
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).map_err(|error| Failure::io(shown(path), &error))
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
