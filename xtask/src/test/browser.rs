//! The end-to-end tests: the release server on a free port with a database of its own, and
//! Playwright against it, with scripts on and off.

use crate::build::{self, Mode};
use crate::exec::Cmd;
use crate::failure::{Failure, Result};
use crate::progress::step;
use crate::size::home;
use crate::tools::{chromium, npm};
use crate::{paths, port, site};
use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::{env, process};

/// What a failure calls it.
const WHAT: &str = "the server for the end-to-end tests";

/// The database's name in the folder of the run.
const DATABASE: &str = "bookshop.sqlite";

/// Everything that a shop's visitors meet, against the release build.
pub fn release() -> Result<()> {
    run(Mode::Release)
}

/// What only a development build has.
pub fn dev() -> Result<()> {
    run(Mode::Dev)
}

fn run(mode: Mode) -> Result<()> {
    let chromium = chromium::ensure()?;
    npm::PLAYWRIGHT.ensure()?;
    npm::link_playwright()?;
    let program = build::for_tests(mode)?;
    let server = Server::start(&program, mode)?;
    let transferred = match mode {
        Mode::Dev => String::new(),
        Mode::Release => home::as_json(&home::of(server.address)?),
    };
    Cmd::new(npm::PLAYWRIGHT.programs().join("playwright"))
        .arg("test")
        .dir(paths::root().join("end2end"))
        .env("BASE_URL", format!("http://{}", server.address))
        .env("CHROMIUM", chromium)
        .env("BUILD", mode.name())
        .env("TRANSFERRED", transferred)
        .run("Playwright")
        .inspect_err(|_| server.show_log())
}

/// A server that ends, and whose database goes, with this value.
struct Server {
    child: Child,
    address: SocketAddr,
    folder: PathBuf,
}

impl Server {
    fn start(program: &Path, mode: Mode) -> Result<Self> {
        let address = port::any_free()?;
        let folder = env::temp_dir().join(format!("bookshop-end2end-{}", process::id()));
        let io = |error| Failure::io(folder.display().to_string(), &error);
        paths::make_empty(&folder)?;
        let log = File::create(folder.join("server.log")).map_err(io)?;
        let child = Cmd::new(program)
            .envs(site::run_env(address, mode))
            .env(site::DATABASE, folder.join(DATABASE))
            .into_command()
            .stdin(Stdio::null())
            .stdout(log.try_clone().map_err(io)?)
            .stderr(log)
            .spawn()
            .map_err(|error| Failure::io(program.display().to_string(), &error))?;
        let mut server = Self { child, address, folder };
        step("waiting for the server", || {
            port::wait_until_ready(&mut server.child, address, WHAT)
        })
        .inspect_err(|_| server.show_log())?;
        server.uses_its_own_database()?;
        Ok(server)
    }

    /// Tests that write into somebody's shop would be worse than none.
    fn uses_its_own_database(&self) -> Result<()> {
        if self.folder.join(DATABASE).is_file() {
            return Ok(());
        }
        Err(Failure::new(
            WHAT,
            format!("it ignores {} and opened another database", site::DATABASE),
            "make it read that variable",
        ))
    }

    /// Prints what the server warned of: its refusals are what the tests provoke, and would hide
    /// Playwright's list of the failed ones. The folder goes with it.
    fn show_log(&self) {
        let log = fs::read_to_string(self.folder.join("server.log")).unwrap_or_default();
        let told = log.lines().filter(|line| !line.contains(" INFO"));
        let last = told.collect::<Vec<_>>();
        println!("\nxtask: the end of the server's warnings:");
        last[last.len().saturating_sub(20)..]
            .iter()
            .for_each(|line| println!("  | {line}"));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing can be done about a server that is gone already.
        _ = self.child.kill();
        _ = self.child.wait();
        _ = fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_ends_is_noticed_and_leaves_nothing() {
        let error = Server::start(Path::new("false"), Mode::Release).err().unwrap();
        assert!(error.to_string().contains("it ended with exit status: 1"), "{error}");
        let folder = env::temp_dir().join(format!("bookshop-end2end-{}", process::id()));
        assert!(!folder.exists());
    }
}
