//! What a browser loads for the shop's home page.

use crate::build::Mode;
use crate::exec::Cmd;
use crate::failure::{Failure, Result};
use crate::progress::step;
use crate::running::Running;
use crate::{paths, port, site};
use std::fs;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};

/// The files, as they are sent: the page as the server renders it, and what it names.
pub fn files(program: &Path, folder: &Path) -> Result<Vec<PathBuf>> {
    let html = folder.join("home.html");
    let page = step("rendering the home page", || render(program, folder))?;
    fs::write(&html, page).map_err(|error| Failure::io(html.display().to_string(), &error))?;
    let package = paths::root().join(site::ROOT).join(site::PACKAGE);
    let named = ["wasm", "js", "css"].map(|ending| package.join(format!("{}.{ending}", site::NAME)));
    Ok(named.into_iter().chain([html]).collect())
}

fn render(program: &Path, folder: &Path) -> Result<Vec<u8>> {
    let address = port::any_free()?;
    let server = Cmd::new(program)
        .envs(site::run_env(address, Mode::Release))
        .env(site::DATABASE, folder.join("home.sqlite"));
    let _server = Running::start(server, address, "the shop's server")?;
    match get(address) {
        Ok(answer) => body(&answer).map(<[u8]>::to_vec).ok_or_else(|| {
            let line = String::from_utf8_lossy(&answer)
                .lines()
                .next()
                .unwrap_or_default()
                .to_owned();
            Failure::new(
                "the home page",
                format!("the server answered `{line}`"),
                "its log above says why",
            )
        }),
        Err(error) => Err(Failure::io("the home page", &error)),
    }
}

/// Asks in HTTP/1.0, so that the answer is not cut into chunks.
fn get(address: SocketAddr) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address)?;
    write!(stream, "GET / HTTP/1.0\r\nHost: {address}\r\nAccept: text/html\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}

/// The body of an answer with status 200.
fn body(answer: &[u8]) -> Option<&[u8]> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let ok = answer.get(9..12) == Some(b"200");
    ok.then(|| &answer[end + 4..])
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
}
