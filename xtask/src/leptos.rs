//! `cargo xtask leptos ...`: runs the cargo-leptos of `.tools` with our tools on its PATH. The
//! alias in `.cargo/config.toml` makes `cargo leptos watch` mean this.

use crate::args::Args;
use crate::exec::Cmd;
use crate::failure::{Failure, Result};
use crate::tools::{self, cargo};

/// Runs the command; does not come back unless the program cannot be started.
pub fn run(args: Args) -> Result<()> {
    let program = cargo::CARGO_LEPTOS.found().ok_or_else(|| {
        Failure::new(
            "cargo-leptos",
            "it is not installed in the pinned version",
            "run `cargo xtask setup --watch` once",
        )
    })?;
    Err(Cmd::new(program)
        .arg("leptos")
        .args(args.rest())
        .path_first(tools::folders())
        .become_it("cargo leptos"))
}
