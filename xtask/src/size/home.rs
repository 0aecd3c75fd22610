//! What a browser transfers for the shop's home page: the page as the server sends it, and the files that it names as the
//! build compressed them. The browser tests compare these figures with what Chromium counts.

use super::weight::Weight;
use crate::build::{self, Mode};
use crate::exec::Cmd;
use crate::failure::{Failure, Result};
use crate::progress::step;
use crate::running::Running;
use crate::{port, site};
use std::fs;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;

/// What is loaded, in the order of [`weigh`].
pub const FILES: [&str; 4] = ["wasm", "js", "css", "html"];

/// Starts the shop and weighs its home page.
pub fn weigh(program: &Path, folder: &Path) -> Result<[Weight; 4]> {
    let address = port::any_free()?;
    let server = Cmd::new(program)
        .envs(site::run_env(address, Mode::Release))
        .env(site::DATABASE, folder.join("home.sqlite"));
    let _server = Running::start(server, address, "the shop's server")?;
    step("asking for the home page", || of(address))
}

/// Weighs the home page of a release build that is running.
pub fn of(address: SocketAddr) -> Result<[Weight; 4]> {
    let [wasm, js, css] = ["wasm", "js", "css"].map(file);
    Ok([wasm?, js?, css?, page(address)?])
}

/// The same for the browser tests, by `brotli`: `{"wasm":1,...}`.
pub fn as_json(files: &[Weight; 4]) -> String {
    let fields = FILES.iter().zip(files);
    let fields: Vec<_> = fields
        .map(|(name, weight)| format!("\"{name}\":{}", weight.brotli))
        .collect();
    format!("{{{}}}", fields.join(","))
}

fn file(ending: &str) -> Result<Weight> {
    let weights = build::files(Mode::Release, ending)?
        .iter()
        .map(|path| weigh_file(path))
        .collect::<Result<Vec<_>>>()?;
    let sum = |part: fn(&Weight) -> i64| weights.iter().map(part).sum();
    Ok(Weight {
        raw: sum(|weight| weight.raw),
        gzip: sum(|weight| weight.gzip),
        brotli: sum(|weight| weight.brotli),
    })
}

fn weigh_file(path: &Path) -> Result<Weight> {
    let bytes = |path: &Path| {
        let length = fs::metadata(path).map(|file| i64::try_from(file.len()).unwrap_or(i64::MAX));
        length.map_err(|error| Failure::io(path.display().to_string(), &error))
    };
    Ok(Weight {
        raw: bytes(path)?,
        gzip: bytes(&build::with(path, "gz"))?,
        brotli: bytes(&build::with(path, "br"))?,
    })
}

/// It is gzipped on its way, whatever else a browser takes.
fn page(address: SocketAddr) -> Result<Weight> {
    let bytes = |encoding: &str| {
        let answer = get(address, encoding).map_err(|error| Failure::io("the home page", &error))?;
        let length = body(&answer, encoding).map(|body| i64::try_from(body.len()).unwrap_or(i64::MAX));
        length.ok_or_else(|| {
            let head = String::from_utf8_lossy(&answer);
            let line = head.lines().next().unwrap_or_default();
            let why = format!("asked for in `{encoding}`, the server answered `{line}`, or in another encoding");
            Failure::new("the home page", why, "its log above says why")
        })
    };
    let (raw, gzip) = (bytes("identity")?, bytes("gzip")?);
    Ok(Weight {
        raw,
        gzip,
        brotli: gzip,
    })
}

/// Asks in HTTP/1.0, so that the answer is not cut into chunks.
fn get(address: SocketAddr, encoding: &str) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "GET / HTTP/1.0\r\nHost: {address}\r\nAccept: text/html\r\nAccept-Encoding: {encoding}\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}

/// The body of an answer with status 200, in this encoding.
fn body<'a>(answer: &'a [u8], encoding: &str) -> Option<&'a [u8]> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
    let mut lines = head.lines();
    let ok = lines.next()?.split(' ').nth(1) == Some("200");
    let said = lines.find_map(|line| line.strip_prefix("content-encoding: "));
    (ok && said.unwrap_or("identity") == encoding).then(|| &answer[end + 4..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_success_in_the_encoding_that_was_asked_for_has_a_body() {
        let plain = b"HTTP/1.0 200 OK\r\nA: b\r\n\r\n<p>";
        assert_eq!(body(plain, "identity"), Some(b"<p>".as_slice()));
        assert_eq!(body(plain, "br"), None);
        let zipped = b"HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\nxx";
        assert_eq!(body(zipped, "gzip"), Some(b"xx".as_slice()));
        assert_eq!(body(b"HTTP/1.0 503 Busy\r\nA: b\r\n\r\n<p>", "identity"), None);
        assert_eq!(body(b"", "identity"), None);
    }

    #[test]
    fn the_browser_tests_read_json() {
        let weight = |brotli| Weight {
            brotli,
            ..Weight::default()
        };
        assert_eq!(
            as_json(&[1, 2, 3, 4].map(weight)),
            r#"{"wasm":1,"js":2,"css":3,"html":4}"#
        );
    }
}
