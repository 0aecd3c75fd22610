//! What a call costs on the server: `cargo xtask bench` builds and runs this.
//!
//! 1. One server answers the same work three ways, on one address and in one process: a call of ours, a handler
//!    written by hand with axum, and a `#[server]` function ([`ways`]). It has the same page twice as well, ours and on
//!    plain Leptos, each with a form that the browser posts.
//! 2. The load comes from this program as well, in another process: 50 connections that each wait for their answer
//!    before they ask again, and look at every answer ([`run`]). Client and server share the machine's cores, so that
//!    a rate contains the client's work too; the server's own time on the processor is told beside it.
//! 3. The ways take turns in short slices, so that whatever else the machine does meets all of them alike.
//! 4. Cold start is from the start of the process to the first answered action ([`cold`]).
//!
//! 5. What the ledger in memory takes when it is full is told by a process that fills it ([`ledger`]).
//! 6. By how much the server grows while a large file is sent to it is told by the kernel ([`upload`]).
//!
//! 7. What the queries of a page and their pending changes cost is told in a process of its own ([`store`]).
//!
//! 8. What a large catalogue does to the shop's pages is told beside a small one ([`mod@catalogue`]).
//!
//! 9. What a log and another allocator change is told by servers that take turns ([`variations`]).
//!
//! `load [--shop <program>]` measures and prints Markdown; `load only <work>`, `load upload`, `load store`, `load catalogue
//! <shop>` and `load variations <load with mimalloc>` one thing; `load serve <address> <database> log|no-log` is the server.

#![expect(clippy::print_stdout, reason = "a command-line tool speaks through its output")]

mod catalogue;
mod cold;
mod connection;
mod endpoint;
mod ledger;
mod machine;
mod numbers;
mod process;
mod report;
mod run;
mod serve;
mod store;
mod upload;
mod variations;
mod ways;
mod work;

use std::{error::Error, path::PathBuf, process::ExitCode};

#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Whatever goes wrong ends the measurement.
type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["serve", address, database, log] => serve::serve(address, database, log),
        ["ledger", answer] => ledger::fill(answer),
        ["store"] => store::table().map(|table| println!("{table}")),
        ["catalogue", shop] => print(catalogue::table_of(shop.as_ref())),
        ["variations", program] => print(variations::tables(program.as_ref())),
        ["only", work] => print(only(work)),
        ["upload"] => upload::told().map(|told| println!("{told}")),
        [] => measure(None),
        ["--shop", program] => measure(Some(program.into())),
        _ => Err(
            "usage: load [--shop <program>] | load only <work> | load catalogue <shop> | load variations <program> | load upload | \
             load store | load serve <address> <database> log|no-log | load ledger <bytes>"
                .into(),
        ),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("load: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Measures on one thread, which makes the load: it is quick enough, and leaves the rest of the machine to the server.
fn print(measured: impl Future<Output = Result<String>>) -> Result<()> {
    println!("{}", on_one_thread(measured)?);
    Ok(())
}

fn on_one_thread<T>(measured: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(measured)
}

/// The ways to one work.
async fn only(work: &str) -> Result<String> {
    let machine = machine::describe();
    Ok(report::of_loads(&machine, &run::all(Some(work)).await?))
}

fn measure(shop: Option<PathBuf>) -> Result<()> {
    let machine = machine::describe();
    let runs = on_one_thread(run::all(None))?;
    let starts = cold::all(shop)?;
    let parts = [
        report::of_loads(&machine, &runs),
        report::of_starts(&runs, &starts),
        ledger::told()?,
        store::told()?,
        upload::told()?,
    ];
    println!("{}", parts.join("\n\n"));
    Ok(())
}
