//! Cold start: from the start of the process to the first answered action, with a database that is there already.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use crate::{
    Result,
    endpoint::post,
    numbers::Spread,
    process::{Folder, Server, Variation, free_address},
    work::{Arguments, Note},
};

/// How often each server is started.
pub const STARTS: usize = 20;

/// The starts of one server.
pub struct Starts {
    /// Which server.
    pub server: &'static str,
    /// How long they took, in milliseconds.
    pub time: Spread,
    /// The memory after the first answer, in megabytes.
    pub resident: Spread,
}

/// What is started, and what it is asked.
struct Start<'a> {
    command: &'a dyn Fn(SocketAddr) -> Command,
    path: &'static str,
    body: &'a [u8],
}

/// Starts this program's server, and the shop's.
pub fn all(shop: Option<PathBuf>) -> Result<Vec<Starts>> {
    let folder = Folder::new()?;
    let own = Variation::usual()?;
    let body = serde_json::to_vec(&Arguments { note: Note::example() })?;
    let database = folder.file("cold.sqlite");
    let command = |address: SocketAddr| own.command(address, &database);
    let bench = Start {
        command: &command,
        path: "/_call/insert",
        body: &body,
    };
    let mut starts = vec![repeat("the server of this measurement, `insert`", &bench)?];
    if let Some(program) = shop {
        let database = folder.file("shop.sqlite");
        let command = |address| shop_command(&program, address, &database);
        let start = Start {
            command: &command,
            path: "/_call/remove_line",
            body: br#"{"book":1}"#,
        };
        starts.push(repeat("the bookshop, `remove_line`", &start)?);
    }
    Ok(starts)
}

fn shop_command(program: &Path, address: SocketAddr, database: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .env("LEPTOS_SITE_ADDR", address.to_string())
        .env("APP_DATABASE", database);
    command
}

fn repeat(server: &'static str, start: &Start<'_>) -> Result<Starts> {
    eprintln!("load: {STARTS} starts of {server}");
    // The first makes the database, and brings the program into memory.
    once(start)?;
    let mut measured = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        measured.push(once(start)?);
    }
    Ok(Starts {
        server,
        time: Spread::of(measured.iter().map(|(time, _)| time.as_secs_f64() * 1e3)),
        resident: Spread::of(measured.iter().map(|(_, resident)| *resident)),
    })
}

fn once(start: &Start<'_>) -> Result<(Duration, f64)> {
    let address = free_address()?;
    let headers = [("Accept", "application/json"), ("Content-Type", "application/json")];
    let request = post(address, start.path, &headers, start.body);
    let began = Instant::now();
    let mut server = Server::start((start.command)(address), address)?;
    let mut stream = server.connect()?;
    let status = ask(&mut stream, &request)?;
    let time = began.elapsed();
    if status == *b"200" {
        return Ok((time, server.resident()?));
    }
    Err(format!("{} answered {}", start.path, String::from_utf8_lossy(&status)).into())
}

/// Sends a request and reads the status of the answer.
fn ask(stream: &mut TcpStream, request: &[u8]) -> Result<[u8; 3]> {
    stream.write_all(request)?;
    let mut head = [0; 12];
    stream.read_exact(&mut head)?;
    Ok([head[9], head[10], head[11]])
}
