//! What a browser transfers for a page of the shop: the page as the server sends it, and the files that it names. The
//! browser tests compare these figures with what Chromium counts.

use super::weight::Weight;
use crate::build::Mode;
use crate::exec::Cmd;
use crate::failure::{Failure, Result};
use crate::progress::step;
use crate::running::Running;
use crate::{port, site};
use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;

/// What is loaded, in the order of [`of`].
pub const FILES: [&str; 4] = ["wasm", "js", "css", "html"];

/// The shop's pages, the home page first.
pub const PAGES: [&str; 8] = [
    "/",
    "/books/emma",
    "/cart",
    "/list",
    "/search?q=emma",
    "/sign-in",
    "/sign-up",
    "/contact",
];

/// Starts the shop and weighs its pages.
pub fn weigh(program: &Path, folder: &Path) -> Result<Vec<[Weight; 4]>> {
    let address = port::any_free()?;
    let server = Cmd::new(program)
        .envs(site::run_env(address, Mode::Release))
        .env(site::DATABASE, folder.join("home.sqlite"));
    let _server = Running::start(server, address, "the shop's server")?;
    step("asking for the pages", || {
        PAGES.iter().map(|page| of(address, page)).collect()
    })
}

/// Weighs a page of a release build that is running.
pub fn of(address: SocketAddr, page: &str) -> Result<[Weight; 4]> {
    let html = ask(address, page, "identity")?;
    let named = files(&String::from_utf8_lossy(&html));
    let mut weights = [Weight::default(); 4];
    for (weight, ending) in weights.iter_mut().zip(FILES) {
        for file in named.iter().filter(|file| file.ends_with(&format!(".{ending}"))) {
            *weight = weight.and(weigh_one(address, file)?);
        }
    }
    weights[3] = weigh_one(address, page)?;
    Ok(weights)
}

/// The files that a page names in its attributes.
fn files(html: &str) -> BTreeSet<String> {
    let quoted = html.split('"').filter(|text| text.starts_with('/'));
    let files = quoted.filter(|text| FILES[..3].iter().any(|ending| text.ends_with(&format!(".{ending}"))));
    files.map(str::to_owned).collect()
}

/// What the server sends to whoever takes nothing, gzip alone, and brotli as well. Pages it gzips for both.
fn weigh_one(address: SocketAddr, path: &str) -> Result<Weight> {
    let bytes = |encodings: &str| {
        let body = ask(address, path, encodings)?;
        Ok(i64::try_from(body.len()).unwrap_or(i64::MAX))
    };
    Ok(Weight {
        raw: bytes("identity")?,
        gzip: bytes("gzip")?,
        brotli: bytes("br, gzip")?,
    })
}

fn ask(address: SocketAddr, path: &str, encodings: &str) -> Result<Vec<u8>> {
    let answer = get(address, path, encodings).map_err(|error| Failure::io(path, &error))?;
    let found = body(&answer).map(<[u8]>::to_vec);
    found.ok_or_else(|| {
        let head = String::from_utf8_lossy(&answer);
        let line = head.lines().next().unwrap_or_default();
        Failure::new(path, format!("the server answered `{line}`"), "its log above says why")
    })
}

/// The same for the browser tests, by `brotli`: `{"wasm":1,...}`.
pub fn as_json(files: &[Weight; 4]) -> String {
    let fields = FILES.iter().zip(files);
    let fields: Vec<_> = fields
        .map(|(name, weight)| format!("\"{name}\":{}", weight.brotli))
        .collect();
    format!("{{{}}}", fields.join(","))
}

/// Asks in HTTP/1.0, so that the answer is not cut into chunks.
fn get(address: SocketAddr, path: &str, encodings: &str) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "GET {path} HTTP/1.0\r\nHost: {address}\r\nAccept: */*\r\nAccept-Encoding: {encodings}\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}

/// The body of an answer with status 200.
fn body(answer: &[u8]) -> Option<&[u8]> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&answer[..end]);
    let is_found = head.lines().next()?.split(' ').nth(1) == Some("200");
    is_found.then(|| &answer[end + 4..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_success_has_a_body() {
        assert_eq!(body(b"HTTP/1.0 200 OK\r\nA: b\r\n\r\n<p>"), Some(b"<p>".as_slice()));
        assert_eq!(body(b"HTTP/1.0 503 Busy\r\nA: b\r\n\r\n<p>"), None);
        assert_eq!(body(b""), None);
    }

    #[test]
    fn a_page_names_its_files_once_each() {
        let html = r#"<link href="/pkg/a.css"><link href="/b.wasm"><script src="/pkg/c.js"></script><img src="/d.svg"><a href="/b.wasm">"#;
        assert_eq!(Vec::from_iter(files(html)), ["/b.wasm", "/pkg/a.css", "/pkg/c.js"]);
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
