//! Runs other programs: output stays visible while they run, and a failure becomes one line.

use crate::failure::{Failure, Result};
use crate::paths;
use diagnosis::Diagnosis;
use std::ffi::{OsStr, OsString};
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, io};

mod diagnosis;

/// How much of a program's messages is kept to find out why it failed.
const KEPT: usize = 32 * 1024;

/// A program about to be run, by default from the root of the workspace.
#[derive(Debug)]
pub struct Cmd {
    command: Command,
}

impl Cmd {
    /// A program by name or path.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program);
        command.current_dir(paths::root());
        for (name, _) in env::vars_os().filter(|(name, _)| is_about_xtask(name)) {
            command.env_remove(name);
        }
        Self { command }
    }

    /// The cargo that runs us; it keeps its colours and its progress bar although we listen in.
    pub fn cargo(subcommand: &str) -> Self {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut cmd = Self::new(cargo).arg(subcommand);
        if io::stderr().is_terminal() {
            cmd = cmd
                .env("CARGO_TERM_COLOR", "always")
                .env("CARGO_TERM_PROGRESS_WHEN", "always")
                .env("CARGO_TERM_PROGRESS_WIDTH", "80");
        }
        cmd
    }

    /// Adds one argument.
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    /// Adds several arguments.
    pub fn args<I: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = I>) -> Self {
        self.command.args(args);
        self
    }

    /// Sets one environment variable.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Sets several environment variables.
    pub fn envs<V: AsRef<OsStr>>(mut self, variables: impl IntoIterator<Item = (&'static str, V)>) -> Self {
        self.command.envs(variables);
        self
    }

    /// Runs in another folder.
    pub fn dir(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Puts folders before those in which programs are looked for.
    pub fn path_first(self, folders: impl IntoIterator<Item = PathBuf>) -> Self {
        let usual = env::var_os("PATH").unwrap_or_default();
        let all = folders.into_iter().chain(env::split_paths(&usual));
        let joined = env::join_paths(all).unwrap_or(usual);
        self.env("PATH", joined)
    }

    /// Runs to the end; `what` names the work for the line that a failure becomes.
    pub fn run(mut self, what: &str) -> Result<()> {
        let mut child = self
            .command
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| self.not_started(what, &error))?;
        let messages = child.stderr.take();
        let messages = messages.map_or_else(String::new, |m| pass_on(m, io::stderr()));
        let status = child.wait().map_err(|error| Failure::io(what, &error))?;
        if status.success() {
            return Ok(());
        }
        let program = self.program();
        let Diagnosis { why, remedy } = diagnosis::of(&program, status, &messages);
        Err(Failure::new(what, why, remedy))
    }

    /// What the program prints, quietly; nothing when it is missing or fails.
    pub fn output(mut self) -> Option<String> {
        let output = self.command.stdin(Stdio::null()).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then_some(text)
    }

    /// Becomes that program, so that signals and the exit code need no forwarding.
    pub fn become_it(mut self, what: &str) -> Failure {
        use std::os::unix::process::CommandExt;
        let error = self.command.exec();
        self.not_started(what, &error)
    }

    /// Gives up the wrapper, for a program that runs beside us.
    pub fn into_command(self) -> Command {
        self.command
    }

    fn not_started(&self, what: &str, error: &io::Error) -> Failure {
        let Diagnosis { why, remedy } = diagnosis::of_start(&self.program(), error);
        Failure::new(what, why, remedy)
    }

    fn program(&self) -> String {
        Path::new(self.command.get_program())
            .file_name()
            .map_or_else(OsString::new, OsStr::to_os_string)
            .to_string_lossy()
            .into_owned()
    }
}

/// Cargo describes the package it runs in variables; build scripts rerun when they see ours.
fn is_about_xtask(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
}

/// Copies a program's messages to ours and returns the last of them.
fn pass_on(mut messages: impl Read, mut ours: impl Write) -> String {
    let mut kept = Vec::new();
    let mut buffer = [0; 8192];
    while let Ok(read @ 1..) = messages.read(&mut buffer) {
        // A closed terminal must not stop the program whose messages these are.
        _ = ours.write_all(&buffer[..read]);
        kept.extend_from_slice(&buffer[..read]);
        kept.drain(..kept.len().saturating_sub(KEPT));
    }
    String::from_utf8_lossy(&kept).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_named() {
        let line = Cmd::new("no-such-program-here").run("trying").unwrap_err().to_string();
        assert!(
            line.starts_with("trying: `no-such-program-here` was not found"),
            "{line}"
        );
    }

    #[test]
    fn the_exit_code_is_reported() {
        let line = Cmd::new("sh").args(["-c", "exit 7"]).run("trying").unwrap_err();
        assert!(line.to_string().contains("exit status: 7"), "{line}");
    }

    #[test]
    fn only_the_end_of_the_messages_is_kept() {
        let long = [b"x".repeat(2 * KEPT), b"the end".to_vec()].concat();
        let kept = pass_on(long.as_slice(), io::sink());
        assert_eq!(kept.len(), KEPT);
        assert!(kept.ends_with("the end"));
    }
}
