//! A server under test: on a free port, with a folder of its own, gone when the tests are.

use crate::exec::Cmd;
use crate::failure::{Failure, Result};
use crate::progress::step;
use crate::tools::npm;
use crate::{paths, port};
use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::{env, process};

/// A server that ends, and whose folder goes, with this value.
pub struct Server {
    child: Child,
    address: SocketAddr,
    folder: PathBuf,
}

impl Server {
    /// Starts a program with variables that depend on its address and its folder, and waits until it answers.
    pub fn start(
        what: &str,
        program: &Path,
        variables: impl FnOnce(SocketAddr, &Path) -> Vec<(&'static str, String)>,
    ) -> Result<Self> {
        let address = port::any_free()?;
        let folder = env::temp_dir().join(format!("end2end-{}", process::id()));
        let io = |error| Failure::io(folder.display().to_string(), &error);
        paths::make_empty(&folder)?;
        let log = File::create(folder.join("server.log")).map_err(io)?;
        let child = Cmd::new(program)
            .envs(variables(address, &folder))
            .into_command()
            .stdin(Stdio::null())
            .stdout(log.try_clone().map_err(io)?)
            .stderr(log)
            .spawn()
            .map_err(|error| Failure::io(program.display().to_string(), &error))?;
        let mut server = Self { child, address, folder };
        step("waiting for the server", || {
            port::wait_until_ready(&mut server.child, address, what)
        })
        .inspect_err(|_| server.show_log())?;
        Ok(server)
    }

    /// The folder that only this run uses.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where it answers.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Runs the tests in a folder of the checkout against it.
    pub fn playwright<const N: usize>(&self, tests: &str, variables: [(&'static str, String); N]) -> Result<()> {
        Cmd::new(npm::PLAYWRIGHT.programs().join("playwright"))
            .arg("test")
            .dir(paths::root().join(tests))
            .env("BASE_URL", format!("http://{}", self.address))
            .envs(variables)
            .run("Playwright")
            .inspect_err(|_| self.show_log())
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
        let error = Server::start("a server", Path::new("false"), |_, _| Vec::new())
            .err()
            .unwrap();
        assert!(error.to_string().contains("it ended with exit status: 1"), "{error}");
        let folder = env::temp_dir().join(format!("end2end-{}", process::id()));
        assert!(!folder.exists());
    }
}
