//! The server's memory while a large file is sent to it.

use std::io::{Read, Write};

use crate::{
    Result,
    process::{Folder, Server, Variation},
};

/// The size of the file.
const BYTES: usize = 200_000_000;
/// What the server may grow by meanwhile, in megabytes.
const BUDGET: f64 = 16.0;

/// Sends the file as a form, and says by how much the server grew at most.
pub fn told() -> Result<String> {
    eprintln!("load: an upload of {BYTES} bytes");
    let folder = Folder::new()?;
    let mut server = Server::of_ours(&Variation::usual()?, &folder.file("upload.sqlite"))?;
    let mut stream = server.connect()?;
    let before = server.resident()?;
    let start = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"large.bin\"\r\n\r\n";
    let end = "\r\n--b--\r\n";
    let head = format!(
        "POST /_call/count HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n\
         Content-Type: multipart/form-data; boundary=b\r\n\r\n{start}",
        server.address,
        start.len() + BYTES + end.len()
    );
    stream.write_all(head.as_bytes())?;
    let piece = vec![7; 1_000_000];
    for _ in 0..BYTES / piece.len() {
        stream.write_all(&piece)?;
    }
    stream.write_all(end.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    if !answer.ends_with(&format!("\r\n\r\n{BYTES}")) {
        return Err(format!("the upload was answered {answer}").into());
    }
    let grown = server.peak()? - before;
    Ok(format!(
        "While {} MB are sent to an action that counts them, the server grows by at most {grown:.1} MB (budget {BUDGET:.0} MB).",
        BYTES / 1_000_000
    ))
}
