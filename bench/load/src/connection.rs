//! A connection of HTTP/1.1 that is kept open: as little of it as a load needs.

use std::{
    net::SocketAddr,
    ops::Range,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    Result,
    endpoint::{Endpoint, Expected},
};

/// One connection, with what was read of the next answer.
pub struct Connection {
    stream: TcpStream,
    unread: Vec<u8>,
}

/// An answer, its head and its body within what was read.
pub struct Answer<'a> {
    /// The status.
    pub status: u16,
    head: &'a [u8],
    /// The body.
    pub body: &'a [u8],
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            unread: Vec::with_capacity(4096),
        })
    }

    /// Asks once, looks at the answers and says how long they took.
    pub async fn ask(&mut self, endpoint: &Endpoint) -> Result<Duration> {
        let request = endpoint.request();
        let start = Instant::now();
        let answer = self.send(&request).await?;
        let mut time = start.elapsed();
        answer.check(endpoint, &endpoint.expected)?;
        if let Some(then) = &endpoint.then {
            let request = then.request(answer.cookie());
            let start = Instant::now();
            let answer = self.send(&request).await?;
            time += start.elapsed();
            answer.check(endpoint, &then.expected)?;
        }
        Ok(time)
    }

    /// Sends a request and reads the whole answer.
    pub async fn send(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        self.unread.clear();
        self.stream.write_all(request).await?;
        let (status, body) = loop {
            if self.stream.read_buf(&mut self.unread).await? == 0 {
                return Err("the server closed the connection".into());
            }
            if let Some(head) = head(&self.unread)? {
                break head;
            }
        };
        while !body.is_whole(&self.unread) {
            if self.stream.read_buf(&mut self.unread).await? == 0 {
                return Err("the server closed the connection within an answer".into());
            }
        }
        let place = body.within(&self.unread);
        Ok(Answer {
            status,
            head: &self.unread[..place.start],
            body: &self.unread[place],
        })
    }
}

impl Answer<'_> {
    fn check(&self, endpoint: &Endpoint, expected: &Expected) -> Result<()> {
        if expected.is(self) {
            return Ok(());
        }
        let Endpoint { work, way, .. } = endpoint;
        let body = String::from_utf8_lossy(self.body);
        Err(format!("{work}, {way}: {} {body}", self.status).into())
    }

    /// The cookie that it sets, as a browser sends it back.
    fn cookie(&self) -> Option<&str> {
        let lines = std::str::from_utf8(self.head).ok()?.split("\r\n");
        let cookies = lines.filter_map(|line| line.split_once(": "));
        let (_, cookie) = cookies
            .into_iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))?;
        cookie.split(';').next()
    }
}

/// Where a body is in what was read.
#[derive(Debug, PartialEq)]
enum Body {
    /// Its head said how long it is.
    Long(Range<usize>),
    /// It comes in chunks from here on; their heads stay in it.
    Chunked(usize),
}

impl Body {
    fn is_whole(&self, read: &[u8]) -> bool {
        match self {
            Self::Long(place) => read.len() >= place.end,
            Self::Chunked(start) => read[*start..].ends_with(b"0\r\n\r\n"),
        }
    }

    fn within(&self, read: &[u8]) -> Range<usize> {
        match self {
            Self::Long(place) => place.clone(),
            Self::Chunked(start) => *start..read.len(),
        }
    }
}

/// Status and place of the body, once the head is there.
fn head(answer: &[u8]) -> Result<Option<(u16, Body)>> {
    let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&answer[..end])?;
    let mut lines = head.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .ok_or("no status")?
        .parse()?;
    let headers = lines.filter_map(|line| line.split_once(": "));
    let value = |wanted: &str| {
        let mut headers = headers.clone();
        headers.find_map(|(name, value)| name.eq_ignore_ascii_case(wanted).then_some(value))
    };
    let body = match value("content-length") {
        Some(length) => Body::Long(end + 4..end + 4 + length.parse::<usize>()?),
        None if value("transfer-encoding") == Some("chunked") => Body::Chunked(end + 4),
        None => return Err("no content-length".into()),
    };
    Ok(Some((status, body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_found_behind_its_head() {
        let answer = b"HTTP/1.1 409 Conflict\r\nDate: now\r\nContent-Length: 3\r\n\r\nabc";
        let (status, body) = head(answer).unwrap().unwrap();
        assert!(body.is_whole(answer) && !body.is_whole(&answer[..answer.len() - 1]));
        assert_eq!((status, &answer[body.within(answer)]), (409, b"abc".as_slice()));
        assert!(head(&answer[..30]).unwrap().is_none());
        assert!(head(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }

    #[test]
    fn a_page_ends_with_its_last_chunk() {
        let answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
        let (_, body) = head(answer).unwrap().unwrap();
        assert!(body.is_whole(answer) && !body.is_whole(&answer[..answer.len() - 7]));
    }
}
