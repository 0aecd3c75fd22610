//! The workspace's own tools: `cargo xtask <command>`.
//!
//! Everything that a person or CI runs on this repository starts here; README.md names two of the
//! commands, `serve` and `test`. A new command is one module with a `run` and one row in
//! [`COMMANDS`]. Every version that is pinned outside Cargo.lock stands in `pins.rs`.

#![expect(clippy::print_stdout, reason = "a command-line tool speaks through its output")]

mod args;
mod bench;
mod build;
mod disk;
mod exec;
mod failure;
mod leptos;
mod lines;
mod paths;
mod pins;
mod port;
mod progress;
mod running;
mod seed;
mod serve;
mod setup;
mod site;
mod size;
mod test;
mod tidy;
mod tools;

use args::Args;
use failure::{Failure, Result};
use std::process::ExitCode;

/// One thing that `cargo xtask` can do.
struct Command {
    name: &'static str,
    options: &'static str,
    about: &'static str,
    run: fn(Args) -> Result<()>,
}

/// All commands, in the order in which the help shows them.
const COMMANDS: &[Command] = &[
    Command {
        name: "serve",
        options: "[--release]",
        about: "build the bookshop, fill its database when it is empty, serve it",
        run: serve::run,
    },
    Command {
        name: "test",
        options: "[--fast] [--only <step>] [--list]",
        about: "everything that CI runs; --fast leaves out release build and browser",
        run: test::run,
    },
    Command {
        name: "build",
        options: "[--release]",
        about: "the build of `serve`, without starting anything",
        run: build::run,
    },
    Command {
        name: "setup",
        options: "[--watch] [--test] [--size]",
        about: "install what building needs, pinned, into .tools (cargo-leptos only with --watch)",
        run: setup::run,
    },
    Command {
        name: "seed",
        options: "--books <number>",
        about: "fill an empty database with a catalogue of that many books",
        run: seed::run,
    },
    Command {
        name: "size",
        options: "[--home] [--write] [--compare]",
        about: "what a browser loads for the home page, and our share of a page; --home stops after the first, --write puts it into the docs, --compare tells what grew by more than 5 % since",
        run: size::run,
    },
    Command {
        name: "bench",
        options: "[--only load|variations|catalogue|beside] [--write] [--compare]",
        about: "rates and cold start beside axum by hand and plain Leptos, the same without a log and with another allocator, what a large catalogue costs, and what a visitor waits for; --write puts them into the docs, --compare tells ratios that got worse",
        run: bench::run,
    },
    Command {
        name: "lines",
        options: "[--write]",
        about: "what a user writes for a task, here and on plain Leptos; --write puts it into the docs",
        run: lines::run,
    },
    Command {
        name: "tidy",
        options: "",
        about: "check the rules of ARCHITECTURE.md that a program can check",
        run: tidy::run,
    },
    Command {
        name: "leptos",
        options: "<arguments>",
        about: "cargo-leptos from .tools; `cargo leptos watch` comes here",
        run: leptos::run,
    },
];

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let Some(name) = words.next().filter(|name| !is_help(name)) else {
        help();
        return ExitCode::SUCCESS;
    };
    match dispatch(&name, Args::new(words)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn is_help(word: &str) -> bool {
    matches!(word, "help" | "--help" | "-h")
}

fn dispatch(name: &str, args: Args) -> Result<()> {
    match COMMANDS.iter().find(|command| command.name == name) {
        Some(command) => (command.run)(args),
        None => Err(Failure::new(
            name,
            "there is no such command",
            "`cargo xtask help` lists them",
        )),
    }
}

fn help() {
    println!("cargo xtask <command>\n");
    for command in COMMANDS {
        println!("  {} {}", command.name, command.options);
        println!("      {}", command.about);
    }
}
