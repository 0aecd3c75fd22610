//! What is asked, and what must be answered.

pub mod pages;

use std::{
    borrow::Cow,
    net::SocketAddr,
    ops::Range,
    sync::atomic::{AtomicU64, Ordering},
};

use leptos_actions_core::{CallResult, Callable, codec, wire};

use crate::{
    Result,
    connection::Answer,
    ways::ours,
    work::{Arguments, Note},
};

/// What a browser sends with every request; every way reads it.
const BROWSER: &str = "Connection: keep-alive\r\n\
    User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36\r\n\
    sec-ch-ua: \"Chromium\";v=\"142\", \"Not_A Brand\";v=\"99\"\r\n\
    sec-ch-ua-mobile: ?0\r\n\
    sec-ch-ua-platform: \"Linux\"\r\n\
    Accept-Encoding: gzip, deflate, br, zstd\r\n\
    Accept-Language: en-GB,en;q=0.9\r\n\
    Cookie: session=QbYUqMm0sEYWcXcrsbd4Fs2nUjQ0sXlWv0dV1r8sFh0";

/// What it sends with a call of a script.
const FETCH: &str = "Sec-Fetch-Site: same-origin\r\n\
    Sec-Fetch-Mode: cors\r\n\
    Sec-Fetch-Dest: empty\r\n";

const JSON: &str = "application/json";

/// The way that all others are compared with.
pub const BY_HAND: &str = "axum by hand";
/// The same below what `mount` returns.
pub const INSIDE: &str = "axum inside `mount`";
/// As Leptos has it.
pub const SERVER_FN: &str = "#[server]";
/// As our own client sends it, without an idempotency key.
pub const WITHOUT_KEY: &str = "ours, CBOR";
/// And with one, as it sends an action.
pub const WITH_KEY: &str = "ours, CBOR, key";
/// The same, and answers are kept in the file that the action writes to.
pub const DURABLE: &str = "ours, CBOR, key in SQLite";

/// One way to one of the works.
pub struct Endpoint {
    /// What is done.
    pub work: &'static str,
    /// How it is done.
    pub way: &'static str,
    /// The whole request, head and body.
    pub request: Vec<u8>,
    /// Where in it the digits of an idempotency key stand, which each request has of its own.
    pub key: Option<Range<usize>>,
    /// What its answer must be.
    pub expected: Expected,
    /// What is asked after it, as part of the same work.
    pub then: Option<Then>,
}

/// The page to which a form leads.
pub struct Then {
    /// Its request, up to the end of the cookies and from there on.
    pub request: [Vec<u8>; 2],
    /// What its answer must be.
    pub expected: Expected,
}

impl Then {
    /// The request of a browser that was given a cookie.
    pub fn request(&self, cookie: Option<&str>) -> Vec<u8> {
        let [before, after] = &self.request;
        let cookie = cookie.map(|cookie| format!("; {cookie}")).unwrap_or_default();
        [before, cookie.as_bytes(), after].concat()
    }
}

impl Endpoint {
    /// The next request.
    pub fn request(&self) -> Cow<'_, [u8]> {
        let Some(place) = self.key.clone() else {
            return Cow::Borrowed(&self.request);
        };
        let number = KEYS.fetch_add(1, Ordering::Relaxed);
        let mut request = self.request.clone();
        request[place].copy_from_slice(format!("{number:032x}").as_bytes());
        Cow::Owned(request)
    }
}

/// How many keys were used.
static KEYS: AtomicU64 = AtomicU64::new(1);
/// The digits that a key takes the place of.
const NO_KEY: &str = "00000000000000000000000000000000";

/// What an answer must be.
pub enum Expected {
    /// These bytes.
    Exactly(Vec<u8>),
    /// These bytes as the value in the envelope of our codec, which also says when the action ran.
    InEnvelope(Vec<u8>),
    /// The number of a row, as JSON.
    Row,
    /// The number of a row, in the envelope of our codec.
    RowInEnvelope,
    /// Some page: each has keys of its own.
    Anything,
    /// A whole page with this text.
    Page(&'static str),
    /// The way to another page, under this status.
    LeadsOn(u16),
}

impl Expected {
    /// Whether an answer is it.
    pub fn is(&self, answer: &Answer<'_>) -> bool {
        if let Self::LeadsOn(status) = self {
            return answer.status == *status;
        }
        answer.status == 200 && self.is_body(answer.body)
    }

    fn is_body(&self, body: &[u8]) -> bool {
        let row = match self {
            Self::Exactly(bytes) => return body == bytes,
            Self::Anything | Self::LeadsOn(_) => return !body.is_empty(),
            Self::Page(text) => {
                let page = std::str::from_utf8(body);
                return page.is_ok_and(|page| page.contains("</html>") && page.contains(text));
            }
            Self::InEnvelope(value) => {
                let answer = codec::from_slice::<wire::Answer>(body).ok();
                return answer.is_some_and(|answer| answer.value.is_some_and(|found| *found == **value));
            }
            Self::Row => serde_json::from_slice::<i64>(body).ok(),
            Self::RowInEnvelope => codec::from_slice::<wire::Answer>(body)
                .ok()
                .and_then(|answer| -> Option<i64> {
                    let row: CallResult<i64> = answer.read();
                    row.ok()
                }),
        };
        row.is_some_and(|row| row > 0)
    }
}

/// The calls, in the order of the report.
pub fn calls(address: SocketAddr) -> Result<Vec<Endpoint>> {
    let note = Note::example();
    let echoed: CallResult<Note> = Ok(note.clone());
    let value = wire::Answer::new(&echoed)?.value.unwrap_or_default().into_vec();
    let text = serde_json::to_vec(&note)?;
    let echo = [
        in_json(address, "echo", BY_HAND, "/axum/echo", Expected::Exactly(text.clone()))?,
        in_json(
            address,
            "echo",
            "ours, JSON",
            "/_call/echo",
            Expected::Exactly(text.clone()),
        )?,
        in_cbor(
            address,
            ours::Echo { note: note.clone() },
            Expected::InEnvelope(value.clone()),
        )?,
        in_cbor(address, ours::Echo { note: note.clone() }, Expected::InEnvelope(value))?.with_keys(WITH_KEY)?,
        in_json(address, "echo", INSIDE, "/inside/echo", Expected::Exactly(text.clone()))?,
        in_json(address, "echo", SERVER_FN, "/api/echo", Expected::Exactly(text))?,
    ];
    let insert = [
        in_json(address, "insert", BY_HAND, "/axum/insert", Expected::Row)?,
        in_json(address, "insert", "ours, JSON", "/_call/insert", Expected::Row)?,
        in_cbor(address, ours::Insert { note: note.clone() }, Expected::RowInEnvelope)?,
        in_cbor(address, ours::Insert { note: note.clone() }, Expected::RowInEnvelope)?.with_keys(WITH_KEY)?,
        in_cbor_at(address, "/durable", ours::Insert { note }, Expected::RowInEnvelope)?.with_keys(DURABLE)?,
        in_json(address, "insert", SERVER_FN, "/api/insert", Expected::Row)?,
    ];
    Ok(echo.into_iter().chain(insert).collect())
}

fn in_json(
    address: SocketAddr,
    work: &'static str,
    way: &'static str,
    path: &str,
    expected: Expected,
) -> Result<Endpoint> {
    let body = serde_json::to_vec(&Arguments { note: Note::example() })?;
    let headers = [("Accept", JSON), ("Content-Type", JSON)];
    let request = post(address, path, &headers, &body);
    Ok(Endpoint {
        work,
        way,
        request,
        key: None,
        expected,
        then: None,
    })
}

fn in_cbor<A: Callable>(address: SocketAddr, call: A, expected: Expected) -> Result<Endpoint> {
    in_cbor_at(address, "", call, expected)
}

/// As our own client sends it.
fn in_cbor_at<A: Callable>(address: SocketAddr, below: &str, call: A, expected: Expected) -> Result<Endpoint> {
    let signature = format!("{:016x}", A::META.signature);
    let headers = [
        ("Accept", wire::CBOR),
        ("Content-Type", wire::CBOR),
        (wire::SIGNATURE_HEADER, &signature),
        (wire::BUILD_HEADER, "0123456789abcdef"),
    ];
    let path = [below, wire::PREFIX, A::META.name, wire::CBOR_SUFFIX].concat();
    let request = post(address, &path, &headers, &codec::to_vec(&call)?);
    Ok(Endpoint {
        work: A::META.name,
        way: WITHOUT_KEY,
        request,
        key: None,
        expected,
        then: None,
    })
}

impl Endpoint {
    /// The same, through the ledger: as our own client sends an action.
    fn with_keys(self, way: &'static str) -> Result<Self> {
        let header = format!("{}: \"{NO_KEY}\"\r\n", wire::KEY_HEADER);
        let line = self.request.windows(2).position(|bytes| bytes == b"\r\n");
        let (first, rest) = self.request.split_at(line.ok_or("a request without a line")? + 2);
        let start = first.len() + wire::KEY_HEADER.len() + 3;
        Ok(Self {
            way,
            request: [first, header.as_bytes(), rest].concat(),
            key: Some(start..start + NO_KEY.len()),
            ..self
        })
    }
}

/// A whole request.
pub fn post(address: SocketAddr, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let line = format!("POST {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\n");
    let mut head = [&line, FETCH, BROWSER, "\r\n"].concat();
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
    [head.as_bytes(), body].concat()
}
