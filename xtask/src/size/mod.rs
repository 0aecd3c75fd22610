//! `cargo xtask size`: what a browser loads for the shop's home page, and what our share of a page is.
//!
//! The pages lie in `bench/size`, a workspace of its own. Each is the same page with something else behind its
//! buttons, so that our share is the difference of two pages.

mod agreement;
mod home;
mod pages;
mod tables;
mod weight;

use crate::args::Args;
use crate::bench::document;
use crate::build::{self, Mode};
use crate::failure::Result;
use crate::paths;

/// Runs the command.
pub fn run(mut args: Args) -> Result<()> {
    let write = args.flag("--write");
    args.finish()?;
    agreement::check()?;
    let program = build::everything(Mode::Release)?;
    let folder = paths::cache().join("size");
    paths::make_empty(&folder)?;
    let home = home::files(&program, &folder)?;
    let pages = pages::make(&folder)?;
    let scales = weight::Scales::build()?;
    let pages = pages::weigh(&pages, &scales)?;
    let report = [
        tables::home(&scales.weigh(&home)?),
        tables::share(&pages),
        tables::without_inspector(&pages)?,
    ]
    .join("\n\n");
    println!("\n{report}");
    if write {
        document::put("size", &report)?;
    }
    Ok(())
}
