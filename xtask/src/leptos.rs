//! `cargo xtask leptos ...`: runs the cargo-leptos of `.tools` with our tools on its PATH. The
//! alias in `.cargo/config.toml` makes `cargo leptos watch` mean this.

use crate::args::Args;
use crate::exec::Cmd;
use crate::failure::{Failure, Result};
use crate::tools::{self, cargo};
use crate::{paths, site};

/// Runs the command; does not come back unless the program cannot be started.
pub fn run(args: Args) -> Result<()> {
    let program = cargo::CARGO_LEPTOS.found().ok_or_else(|| {
        Failure::new(
            "cargo-leptos",
            "it is not installed in the pinned version",
            "run `cargo xtask setup --watch` once",
        )
    })?;
    let args = args.rest();
    let mut cargo_leptos = Cmd::new(program).arg("leptos").args(&args);
    if args.iter().any(|word| word == "end-to-end") {
        cargo_leptos = with_fresh_database(cargo_leptos)?;
    }
    Err(cargo_leptos.path_first(tools::folders()).become_it("cargo leptos"))
}

/// Tests neither depend on what somebody bought by hand nor add to it.
fn with_fresh_database(cargo_leptos: Cmd) -> Result<Cmd> {
    let folder = paths::cache().join("end-to-end");
    paths::make_empty(&folder)?;
    Ok(cargo_leptos.env(site::DATABASE, folder.join("bookshop.sqlite")))
}
