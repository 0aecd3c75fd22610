//! `cargo xtask seed --books N`: builds the server and lets it fill an empty database.

use crate::args::Args;
use crate::build::{self, Mode};
use crate::exec::Cmd;
use crate::failure::{Failure, Result};

/// Runs the command.
pub fn run(mut args: Args) -> Result<()> {
    let books = args.value("--books")?;
    args.finish()?;
    let books: u32 = books
        .and_then(|number| number.parse().ok())
        .ok_or_else(|| Failure::new("--books", "it needs a number", "write `cargo xtask seed --books 10000`"))?;
    let server = build::server(Mode::Dev)?;
    Err(Cmd::new(server)
        .args(["seed", "--books", &books.to_string()])
        .become_it("seeding"))
}
