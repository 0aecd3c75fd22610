//! `docs/measurements.md`: the figures stand between markers, the words around them are a person's.

use crate::failure::{Failure, Result};
use crate::{exec::Cmd, paths};
use std::fs;

const PATH: &str = "docs/measurements.md";

/// Puts figures, with the day and the compiler, in the place of those that are there.
pub fn put(name: &str, figures: &str) -> Result<()> {
    let path = paths::root().join(PATH);
    let io = |error| Failure::io(PATH, &error);
    let text = fs::read_to_string(&path).map_err(io)?;
    let day = Cmd::new("date").arg("+%F").output().unwrap_or_default();
    let compiler = Cmd::new("rustc").arg("--version").output().unwrap_or_default();
    let figures = format!("Measured on {}, {}.\n\n{figures}", day.trim(), compiler.trim());
    let changed = replace(&text, name, &figures).ok_or_else(|| {
        let markers = format!("the markers `{}` and `{}` are not there", opening(name), closing(name));
        Failure::new(PATH, markers, "put them where the figures belong")
    })?;
    fs::write(&path, changed).map_err(io)?;
    println!("\nxtask: {PATH} is up to date");
    Ok(())
}

/// The figures that are there.
pub fn figures(name: &str) -> Result<String> {
    let path = paths::root().join(PATH);
    let text = fs::read_to_string(&path).map_err(|error| Failure::io(PATH, &error))?;
    let (_, rest) = text.split_once(&opening(name)).unwrap_or_default();
    Ok(rest
        .split_once(&closing(name))
        .map_or(rest, |(figures, _)| figures)
        .to_owned())
}

fn opening(name: &str) -> String {
    format!("<!-- {name} -->")
}

fn closing(name: &str) -> String {
    format!("<!-- /{name} -->")
}

/// The text with something else between the two markers.
fn replace(text: &str, name: &str, content: &str) -> Option<String> {
    let (opening, closing) = (opening(name), closing(name));
    let (before, rest) = text.split_once(&opening)?;
    let (_, after) = rest.split_once(&closing)?;
    Some(format!("{before}{opening}\n\n{content}\n\n{closing}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_markers_changes() {
        let text = "a\n<!-- size -->\nold\n<!-- /size -->\nb\n<!-- bench --><!-- /bench -->\n";
        let changed = replace(text, "size", "new").unwrap();
        assert_eq!(
            changed,
            "a\n<!-- size -->\n\nnew\n\n<!-- /size -->\nb\n<!-- bench --><!-- /bench -->\n"
        );
        assert_eq!(replace(&changed, "size", "new").unwrap(), changed);
        assert_eq!(replace(text, "other", "new"), None);
    }

    #[test]
    fn the_document_has_all_places() {
        let text = fs::read_to_string(paths::root().join(PATH)).unwrap();
        for name in ["home", "size", "catalogue", "load", "variations", "beside"] {
            assert!(replace(&text, name, "").is_some(), "{name}");
        }
    }
}
