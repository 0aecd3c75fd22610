//! `cargo xtask bench`: what a call costs on the server, and what a visitor waits for, beside other ways.
//!
//! Nothing passes or fails by a time: the figures are for `docs/measurements.md`, which `--write` brings up to date.

mod beside;
pub mod compare;
pub mod document;
mod load;

use crate::args::Args;
use crate::exec::Cmd;
use crate::failure::{Failure, Result};
use std::process::Stdio;

/// One part of the measurements: its name here and in the document, and what measures it.
type Part = (&'static str, fn() -> Result<String>);

const PARTS: &[Part] = &[
    ("load", load::measure),
    ("variations", load::variations),
    ("catalogue", load::catalogue),
    ("beside", beside::measure),
];

/// Runs the command.
pub fn run(mut args: Args) -> Result<()> {
    let (write, compares) = (args.flag("--write"), args.flag("--compare"));
    let only = args.value("--only")?;
    args.finish()?;
    for (name, measure) in choose(only.as_deref())? {
        let report = measure()?;
        println!("\n{report}");
        if compares {
            let worse = compare::worse(&document::figures(name)?, &report, is_lower_worse);
            println!("\n{}", compare::report(&worse));
        }
        if write {
            document::put(name, &report)?;
        }
    }
    Ok(())
}

/// Machines differ, and so only what is measured against another way in the same run is compared.
fn is_lower_worse(header: &str) -> Option<bool> {
    match header {
        _ if header.starts_with("rate, to") => Some(true),
        "ratio" => Some(true),
        _ if header.starts_with("server's time, to") => Some(false),
        _ => None,
    }
}

fn choose(only: Option<&str>) -> Result<Vec<Part>> {
    let chosen: Vec<Part> = PARTS
        .iter()
        .copied()
        .filter(|(name, _)| only.is_none_or(|only| only == *name))
        .collect();
    if chosen.is_empty() {
        let names: Vec<_> = PARTS.iter().map(|(name, _)| *name).collect();
        let remedy = format!("there are {}", names.join(", "));
        return Err(Failure::new("--only", "there is no such part", remedy));
    }
    Ok(chosen)
}

/// What a program prints; its messages stay visible.
pub fn capture(program: Cmd, what: &str) -> Result<String> {
    let output = program.into_command().stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| Failure::io(what, &error))?;
    match String::from_utf8(output.stdout) {
        Ok(text) if output.status.success() => Ok(text.trim_end().to_owned()),
        _ => Err(Failure::new(
            what,
            format!("it ended with {}", output.status),
            "its messages above say why",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_measured_alone_and_no_name_is_guessed() {
        assert_eq!(choose(None).unwrap().len(), PARTS.len());
        assert_eq!(choose(Some("beside")).unwrap()[0].0, "beside");
        assert!(choose(Some("besides")).is_err());
    }
}
