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
use crate::bench::{compare, document};
use crate::build::{self, Mode};
use crate::failure::Result;
use crate::paths;

/// Runs the command.
pub fn run(mut args: Args) -> Result<()> {
    let (write, compares) = (args.flag("--write"), args.flag("--compare"));
    let is_home_alone = args.flag("--home");
    args.finish()?;
    agreement::check()?;
    let program = build::everything(Mode::Release)?;
    let folder = paths::cache().join("size");
    paths::make_empty(&folder)?;
    let home = tables::home(&home::weigh(&program, &folder)?);
    if is_home_alone {
        println!("\n{home}");
        if compares {
            tell_worse(&[("home", &home)])?;
        }
        return if write { document::put("home", &home) } else { Ok(()) };
    }
    let pages = pages::make(&folder)?;
    let scales = weight::Scales::build()?;
    let pages = pages::weigh(&pages, &scales)?;
    let share = [tables::share(&pages), tables::without_inspector(&pages)?].join("\n\n");
    println!("\n{home}\n\n{share}");
    if compares {
        tell_worse(&[("home", &home), ("size", &share)])?;
    }
    if write {
        document::put("home", &home)?;
        document::put("size", &share)?;
    }
    Ok(())
}

/// Says what weighs more than the document has it. That is nobody's failure: whoever adds something looks whether it is worth
/// that.
fn tell_worse(parts: &[(&str, &str)]) -> Result<()> {
    let mut worse = Vec::new();
    for (name, figures) in parts {
        let before = document::figures(name)?;
        worse.extend(compare::worse(&before, figures, |header| {
            (!matches!(header, "budget" | "raw")).then_some(false)
        }));
    }
    println!("\n{}", compare::report(&worse));
    Ok(())
}
