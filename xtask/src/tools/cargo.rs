//! Tools that come from crates.io and are compiled here, into `.tools/bin`.

use crate::exec::Cmd;
use crate::failure::{Failure, Result};
use crate::progress::step;
use crate::tools::apt;
use crate::{disk, paths, pins};
use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;

/// A program of a published package, in one exact version.
#[derive(Debug)]
pub struct CargoTool {
    package: &'static str,
    program: &'static str,
    version: &'static str,
    features: &'static str,
}

/// What cargo-leptos runs; xtask itself uses the library of the same version, which is built sooner.
pub const WASM_BINDGEN: CargoTool = CargoTool {
    package: "wasm-bindgen-cli",
    program: "wasm-bindgen",
    version: pins::WASM_BINDGEN,
    features: "",
};

/// Watches the sources; compiled so that it never downloads a tool by itself.
pub const CARGO_LEPTOS: CargoTool = CargoTool {
    package: "cargo-leptos",
    program: "cargo-leptos",
    version: pins::CARGO_LEPTOS,
    features: "no_downloads",
};

/// cargo-leptos, and first what its OpenSSL is compiled with.
pub fn ensure_cargo_leptos() -> Result<()> {
    if CARGO_LEPTOS.found().is_some() {
        return Ok(());
    }
    let perl = ["-MFindBin", "-MIPC::Cmd", "-e", "1"];
    let complete =
        Cmd::new("perl").args(perl).output().is_some() && Cmd::new("make").arg("--version").output().is_some();
    if !complete {
        apt::install("perl and make", &["perl", "make"], "do without --watch")?;
    }
    CARGO_LEPTOS.ensure().map(drop)
}

impl CargoTool {
    /// The program, installed first when it is missing or of another version.
    pub fn ensure(&self) -> Result<PathBuf> {
        if let Some(program) = self.found() {
            return Ok(program);
        }
        disk::warn_when_low();
        step(&format!("installing {} {}", self.package, self.version), || {
            self.install()
        })?;
        self.found().ok_or_else(|| self.mismatch())
    }

    /// The program in our folder, or the same version from the PATH.
    pub fn found(&self) -> Option<PathBuf> {
        let own = self.own();
        [own, PathBuf::from(self.program)]
            .into_iter()
            .find(|program| version(program.as_os_str()).as_deref() == Some(self.version))
    }

    fn own(&self) -> PathBuf {
        paths::tools().join("bin").join(self.program)
    }

    /// The build folder is kept until the end, so that an interrupted installation goes on.
    fn install(&self) -> Result<()> {
        let build = paths::tools().join("build").join(self.package);
        Cmd::cargo("install")
            .arg(format!("{}@{}", self.package, self.version))
            .args(["--locked", "--force", "--features", self.features])
            .arg("--root")
            .arg(paths::tools())
            .arg("--target-dir")
            .arg(&build)
            .envs(pins::TOOL_PROFILE.iter().copied())
            .run(&format!("installing {} {}", self.package, self.version))?;
        fs::remove_dir_all(&build).map_err(|error| Failure::io(build.display().to_string(), &error))
    }

    fn mismatch(&self) -> Failure {
        let own = self.own();
        let found = version(own.as_os_str()).unwrap_or_else(|| "none that runs".into());
        Failure::new(
            format!("{} {}", self.program, self.version),
            format!("version found after the installation: {found}"),
            format!("remove {} and run again", own.display()),
        )
    }
}

/// What `program --version` says, without the name in front.
fn version(program: &OsStr) -> Option<String> {
    let line = Cmd::new(program).arg("--version").output()?;
    line.split_whitespace().last().map(str::to_owned)
}
