//! `cargo xtask size`: what a browser loads for the shop's home page, and what our share of a page is.
//!
//! The pages lie in `bench/size`, a workspace of its own. Each is the same page with something else behind its
//! buttons, so that our share is the difference of two pages.

mod agreement;
pub mod home;
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
    let is_home_alone = args.flag("--home");
    args.finish()?;
    agreement::check()?;
    let program = build::everything(Mode::Release)?;
    let folder = paths::cache().join("size");
    paths::make_empty(&folder)?;
    let home = tables::home(&home::weigh(&program, &folder)?);
    if is_home_alone {
        println!("\n{home}");
        return if write { document::put("home", &home) } else { Ok(()) };
    }
    let pages = pages::make(&folder)?;
    let scales = weight::Scales::build()?;
    let pages = pages::weigh(&pages, &scales)?;
    let share = [tables::share(&pages), tables::without_inspector(&pages)?].join("\n\n");
    println!("\n{home}\n\n{share}");
    if write {
        document::put("home", &home)?;
        document::put("size", &share)?;
    }
    Ok(())
}
