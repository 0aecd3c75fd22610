//! `cargo xtask leptos ...`: runs the cargo-leptos of `.tools` with our tools on its PATH. The
//! alias in `.cargo/config.toml` makes `cargo leptos watch` mean this.

use crate::args::Args;
use crate::exec::Cmd;
use crate::failure::{Failure, Result};
use crate::tools::{self, cargo};
use crate::{paths, port, site};

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
        cargo_leptos = for_tests(cargo_leptos)?;
    }
    Err(cargo_leptos.path_first(tools::folders()).become_it("cargo leptos"))
}

/// The tests get a database of their own and the address of their own server: cargo-leptos tells
/// them neither, and whatever else listens there would be tested in its place.
fn for_tests(cargo_leptos: Cmd) -> Result<Cmd> {
    let address = port::configured()?;
    port::ensure_free(address)?;
    let folder = paths::cache().join("end-to-end");
    paths::make_empty(&folder)?;
    Ok(cargo_leptos
        .env("LEPTOS_SITE_ADDR", address.to_string())
        .env(site::DATABASE, folder.join("bookshop.sqlite")))
}
