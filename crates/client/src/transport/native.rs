//! Outside a browser there is no transport yet: the client half of an application that is compiled without its
//! server half (`cargo check` without `ssr`) must compile, and has nobody to call.

use crate::{Failure, Request, Response};

pub(crate) async fn fetch(request: Request) -> Result<Response, Failure> {
    let Request {
        method: _,
        url: _,
        content_type: _,
        body: _,
        signature: _,
        build: _,
        key: _,
        screen: _,
        patience_ms: _,
    } = request;
    Err(Failure::Offline)
}

pub(crate) fn load(_: &str) {}

pub(crate) async fn sleep(_: u32) {}

pub(crate) async fn alone() -> Option<std::convert::Infallible> {
    None
}

pub(crate) const fn here() -> Option<String> {
    None
}

pub(crate) const fn random() -> Option<[u8; 24]> {
    None
}
