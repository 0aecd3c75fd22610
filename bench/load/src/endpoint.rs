//! What is asked, and what must be answered.

use std::net::SocketAddr;

use leptos_actions_core::{CallResult, Callable, NoError, codec, wire};

use crate::{
    Result,
    ways::ours,
    work::{Arguments, Note},
};

/// What a browser sends along; read by every way, and cloned by some.
const BROWSER: &str = "Connection: keep-alive\r\n\
    sec-ch-ua-platform: \"Linux\"\r\n\
    User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36\r\n\
    sec-ch-ua: \"Chromium\";v=\"142\", \"Not_A Brand\";v=\"99\"\r\n\
    sec-ch-ua-mobile: ?0\r\n\
    Sec-Fetch-Site: same-origin\r\n\
    Sec-Fetch-Mode: cors\r\n\
    Sec-Fetch-Dest: empty\r\n\
    Accept-Encoding: gzip, deflate, br, zstd\r\n\
    Accept-Language: en-GB,en;q=0.9\r\n\
    Cookie: session=QbYUqMm0sEYWcXcrsbd4Fs2nUjQ0sXlWv0dV1r8sFh0\r\n";

/// One of the ways to one of the works.
#[derive(Clone)]
pub struct Endpoint {
    /// What it does.
    pub work: &'static str,
    /// How it does it.
    pub way: &'static str,
    /// The whole request, head and body.
    pub request: Vec<u8>,
    /// What its answer must be.
    pub expected: Expected,
}

/// What an answer must be.
#[derive(Clone)]
pub enum Expected {
    /// These bytes.
    Exactly(Vec<u8>),
    /// The number of a row, as JSON.
    Row,
    /// The number of a row, in our codec's envelope.
    RowInCbor,
}

/// The name of what all others are compared with.
pub const BY_HAND: &str = "axum by hand";

/// Every endpoint, in the order of the report.
pub fn all(address: SocketAddr) -> Result<Vec<Endpoint>> {
    let note = Note::example();
    let outcome: CallResult<Note, NoError> = Ok(note.clone());
    let answer = Expected::Exactly(codec::to_vec(&wire::Answer::new(&outcome)?)?);
    let echoed = Expected::Exactly(serde_json::to_vec(&note)?);
    let json = serde_json::to_vec(&Arguments { note: note.clone() })?;
    let make = |work, way, path: String, body: &[u8], expected: &Expected| Endpoint {
        work,
        way,
        request: request(address, &path, "application/json", "", body),
        expected: expected.clone(),
    };
    let mut endpoints = Vec::new();
    for (work, expected) in [("echo", &echoed), ("insert", &Expected::Row)] {
        endpoints.push(make(work, BY_HAND, format!("/axum/{work}"), &json, expected));
        endpoints.push(make(work, "ours, JSON", format!("{}{work}", wire::PREFIX), &json, expected));
        let (signature, body, expected) = match work {
            "echo" => cbor(&ours::Echo { note: note.clone() }, answer.clone())?,
            _ => cbor(&ours::Insert { note: note.clone() }, Expected::RowInCbor)?,
        };
        endpoints.push(Endpoint {
            work,
            way: "ours, CBOR",
            request: request(address, &format!("{}{work}{}", wire::PREFIX, wire::CBOR_SUFFIX), wire::CBOR, &signature, &body),
            expected,
        });
        endpoints.push(make(work, "#[server]", format!("/api/{work}"), &json, endpoints_expected(&endpoints)));
    }
    Ok(endpoints)
}
