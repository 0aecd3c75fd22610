//! `cargo xtask leptos ...`: runs the cargo-leptos of `.tools` with our tools on its PATH. The
//! alias in `.cargo/config.toml` makes `cargo leptos watch` mean this.

use crate::args::Args;
use crate::exec::Cmd;
use crate::failure::{Failure, Result};
use crate::tools::{self, cargo};
use crate::{paths, port, site};
use std::env;

/// Runs the command; does not come back unless the program cannot be started.
pub fn run(args: Args) -> Result<()> {
    let program = cargo::CARGO_LEPTOS.found().ok_or_else(|| {
        Failure::new(
            "cargo-leptos",
            "it is not installed in the pinned version",
            "run `cargo xtask setup --watch` once",
        )
    })?;
    let args = compressed(args.rest());
    let mut cargo_leptos = Cmd::new(program).arg("leptos").args(&args);
    if args.iter().any(|word| word == "end-to-end") {
        cargo_leptos = for_tests(cargo_leptos)?;
    }
    if args.iter().any(|word| is_release(word)) && env::var_os("LEPTOS_HASH_FILES").is_none() {
        cargo_leptos = cargo_leptos.env("LEPTOS_HASH_FILES", "true");
    }
    Err(cargo_leptos.path_first(tools::folders()).become_it("cargo leptos"))
}

/// A release build has compressed variants beside its files, and names by content, as `cargo xtask build --release` makes
/// them.
fn compressed(args: Vec<String>) -> Vec<String> {
    let has = |word| args.iter().any(|arg| arg == word);
    let place = args.iter().position(|word| is_release(word));
    let place = place.filter(|_| !has("--precompress") && !has("-P"));
    let mut args = args;
    if let Some(place) = place {
        args.insert(place, "--precompress".to_owned());
    }
    args
}

fn is_release(word: &str) -> bool {
    matches!(word, "--release" | "-r")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_build_is_compressed_and_no_other() {
        let args = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(
            compressed(args("build --release")),
            args("build --precompress --release")
        );
        assert_eq!(
            compressed(args("serve -r -- seed")),
            args("serve --precompress -r -- seed")
        );
        assert_eq!(compressed(args("build -P --release")), args("build -P --release"));
        assert_eq!(compressed(args("watch")), args("watch"));
    }
}
