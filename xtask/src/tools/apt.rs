//! Debian's packages, for the few things that neither cargo nor npm brings.

use crate::exec::Cmd;
use crate::failure::{Failure, Result};

/// Installs packages as root or through sudo; `otherwise` is what a person without either can do.
pub fn install(what: &str, packages: &[&str], otherwise: &str) -> Result<()> {
    let command = format!("apt-get install {}", packages.join(" "));
    let Some(prefix) = rights() else {
        return Err(Failure::new(
            what,
            "missing, and installing needs root or sudo",
            format!("have `{command}` run by someone who may, or {otherwise}"),
        ));
    };
    let what = format!("installing {what}");
    apt(prefix, &["update"], &what)?;
    let options = ["install", "-y", "--no-install-recommends"];
    apt(prefix, &[&options, packages].concat(), &what)
}

fn apt(prefix: &[&str], arguments: &[&str], what: &str) -> Result<()> {
    let words = [prefix, &["apt-get"], arguments].concat();
    Cmd::new(words[0])
        .args(&words[1..])
        .env("DEBIAN_FRONTEND", "noninteractive")
        .run(what)
}

/// What stands before a command that only root may run.
fn rights() -> Option<&'static [&'static str]> {
    let user = Cmd::new("id").arg("-u").output()?;
    if user.trim() == "0" {
        return Some(&[]);
    }
    let sudo = Cmd::new("sudo").arg("--version").output();
    sudo.map(|_| ["sudo"].as_slice())
}
