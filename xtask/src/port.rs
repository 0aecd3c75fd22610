//! The address that the server listens on: which one, whether it is free, whether it answers.

use crate::failure::{Failure, Result};
use crate::paths;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::Child;
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

/// Where the shop is when nobody says otherwise.
const USUAL: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 3000);

/// How long a start may take, migrations and seeding included.
const PATIENCE: Duration = Duration::from_secs(60);

/// The configured address: `LEPTOS_SITE_ADDR`, else `site-addr` in Leptos.toml, else port 3000.
pub fn configured() -> Result<SocketAddr> {
    match env::var("LEPTOS_SITE_ADDR") {
        Ok(text) => parse("LEPTOS_SITE_ADDR", &text),
        Err(_) => match fs::read_to_string(paths::root().join("Leptos.toml")) {
            Ok(file) => from_file(&file),
            Err(_) => Ok(USUAL),
        },
    }
}

/// A file that does not parse is the server's to complain about: it knows all the keys.
fn from_file(file: &str) -> Result<SocketAddr> {
    let parsed = toml::from_str::<toml::Value>(file).ok();
    match parsed.as_ref().and_then(site_addr) {
        Some(text) => parse("site-addr in Leptos.toml", text),
        None => Ok(USUAL),
    }
}

/// The key stands in whatever section cargo-leptos prescribes; only its name matters here.
fn site_addr(value: &toml::Value) -> Option<&str> {
    match value {
        toml::Value::Table(table) => table
            .get("site-addr")
            .and_then(toml::Value::as_str)
            .or_else(|| table.values().find_map(site_addr)),
        toml::Value::Array(items) => items.iter().find_map(site_addr),
        _ => None,
    }
}

fn parse(from: &str, text: &str) -> Result<SocketAddr> {
    text.parse().map_err(|_| {
        Failure::new(
            from,
            format!("`{text}` is not an address with a port"),
            "write it like 127.0.0.1:3000",
        )
    })
}

/// Fails when another program listens there, before anybody waits for a build.
pub fn ensure_free(address: SocketAddr) -> Result<()> {
    match TcpListener::bind(address) {
        Ok(_) => Ok(()),
        Err(error) => Err(unusable(address, &error)),
    }
}

fn unusable(address: SocketAddr, error: &io::Error) -> Failure {
    let why = match error.kind() {
        io::ErrorKind::AddrInUse => "another program listens there".to_owned(),
        _ => error.to_string(),
    };
    Failure::new(
        format!("port {} on {}", address.port(), address.ip()),
        why,
        "stop that program or choose another address: put \
         LEPTOS_SITE_ADDR=127.0.0.1:3001 before the command",
    )
}

/// A local address that nobody listens on at this moment.
pub fn any_free() -> Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map_err(|error| Failure::io("finding a free port", &error))
}

/// The status of `GET /`, or nothing as long as no server answers.
pub fn status(address: SocketAddr) -> Option<u16> {
    let patience = Duration::from_secs(5);
    let mut stream = TcpStream::connect_timeout(&address, patience).ok()?;
    stream.set_read_timeout(Some(patience)).ok()?;
    write!(stream, "GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").ok()?;
    let mut head = [0; 12];
    stream.read_exact(&mut head).ok()?;
    let head = std::str::from_utf8(&head).ok()?;
    head.strip_prefix("HTTP/1.1 ")?.parse().ok()
}

/// Waits until a server that was started there answers with its first page.
pub fn wait_until_ready(server: &mut Child, address: SocketAddr, what: &str) -> Result<()> {
    let not_ready = |why| Failure::new(what, why, "its log above says more");
    let start = Instant::now();
    let mut last = None;
    while start.elapsed() < PATIENCE {
        if let Ok(Some(status)) = server.try_wait() {
            return Err(not_ready(format!("it ended with {status}")));
        }
        last = status(address);
        if last == Some(200) {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(50));
    }
    Err(not_ready(match last {
        Some(status) => format!("`GET /` answered {status}"),
        None => format!("no answer within {} s", PATIENCE.as_secs()),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufRead;

    #[test]
    fn a_busy_port_is_named_with_the_way_out() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let line = ensure_free(address).unwrap_err().to_string();
        assert!(line.contains(&address.port().to_string()), "{line}");
        assert!(line.contains("LEPTOS_SITE_ADDR"), "{line}");
    }

    #[test]
    fn the_file_names_the_address_in_any_section() {
        let file = "[[workspace.metadata.leptos]]\nsite-addr = \"127.0.0.1:4000\"\n";
        assert_eq!(from_file(file).unwrap().port(), 4000);
        assert_eq!(from_file("[actions]\n").unwrap(), USUAL);
        assert!(from_file("site-addr = \"localhost\"").is_err());
    }

    #[test]
    fn a_status_line_is_read() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let answers = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            // Closing with the request unread would reset the connection under the answer.
            let request = io::BufReader::new(stream.try_clone().unwrap());
            let lines = request.lines().map_while(io::Result::ok);
            assert!(lines.take_while(|line| !line.is_empty()).count() > 1);
            stream.write_all(b"HTTP/1.1 503 Busy\r\n\r\n").unwrap();
        });
        assert_eq!(status(address), Some(503));
        answers.join().unwrap();
    }
}
