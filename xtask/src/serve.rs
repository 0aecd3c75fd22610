//! `cargo xtask serve`: from a fresh checkout to the running bookshop.

use crate::args::Args;
use crate::build::{self, Mode};
use crate::exec::Cmd;
use crate::failure::Result;
use crate::{port, site};

/// Runs the command; the server takes the place of this process.
pub fn run(mut args: Args) -> Result<()> {
    let mode = Mode::from_args(&mut args);
    args.finish()?;
    let address = port::configured()?;
    port::ensure_free(address)?;
    let server = build::everything(mode)?;
    Err(Cmd::new(server)
        .envs(site::run_env(address, mode))
        .become_it("starting the server"))
}
