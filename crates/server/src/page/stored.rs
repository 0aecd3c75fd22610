//! Whether a page may be stored, by a browser's "back" or by a cache between.
//!
//! 1. A page that holds a form's key, or tells what became of a form, is `no-store`: shown again, its forms would count as
//!    sent.
//! 2. So is a page that holds a value which depends on who asks: a caller was asked for, or a cookie, or a header. Of what is
//!    no page (a plain route's JSON) the application's own `Cache-Control` stands.
//! 3. So is a page of which a part is still to come when its head is sent. What will stand in that nobody knows yet, and a
//!    header cannot come later. Queries are waited for unless they are `streamed()`, so this is for pages that say so.
//! 4. Everything else is left as the application has it.

use std::{
    collections::VecDeque,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

use axum::{body::Body, response::Response};
use bytes::{Bytes, BytesMut};
use http::{HeaderValue, header};
use http_body::{Body as _, Frame};

use crate::scope::Scope;

/// The most that is read of a page before its head is sent.
const MOST: usize = 1024 * 1024;

/// What is to be said about storing an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Store {
    No,
    /// Whatever the application says.
    AsItIs,
}

/// Decides it. What there is of a page without waiting is read for that.
pub(super) async fn read_ahead(response: Response, scope: &Scope, tells: bool) -> (Response, Store) {
    let is_page = is_html(&response);
    if tells || is_decided(scope, is_page, &response) {
        return (response, Store::No);
    }
    if !is_page || !scope.is_page() {
        return (response, Store::AsItIs);
    }
    let (head, body) = response.into_parts();
    let (body, is_whole) = ahead(body).await;
    let response = Response::from_parts(head, body);
    let store = if is_whole && !is_decided(scope, is_page, &response) {
        Store::AsItIs
    } else {
        Store::No
    };
    (response, store)
}

fn is_decided(scope: &Scope, is_page: bool, response: &Response) -> bool {
    let says_nothing = || !response.headers().contains_key(header::CACHE_CONTROL);
    scope.holds_key() || scope.holds_private_value() && (is_page || says_nothing())
}

fn is_html(response: &Response) -> bool {
    let media_type = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    media_type.is_some_and(|media_type| media_type.starts_with(b"text/html"))
}

type Read = Result<Frame<Bytes>, axum::Error>;

/// Reads what there is, and says whether that is all.
async fn ahead(mut body: Body) -> (Body, bool) {
    let (mut read, mut bytes) = (VecDeque::new(), 0);
    while bytes < MOST {
        let next = poll_fn(|cx| Poll::Ready(Pin::new(&mut body).poll_frame(cx))).await;
        match next {
            Poll::Ready(Some(frame)) => {
                bytes += frame.as_ref().ok().and_then(Frame::data_ref).map_or(0, Bytes::len);
                read.push_back(frame);
            }
            Poll::Ready(None) => return whole(read),
            Poll::Pending => break,
        }
    }
    (Body::new(Resumed { read, body }), false)
}

/// One piece, whose length its head can say.
fn whole(read: VecDeque<Read>) -> (Body, bool) {
    let data = |frame: &Read| frame.as_ref().ok()?.data_ref().cloned();
    let Some(pieces) = read.iter().map(data).collect::<Option<Vec<_>>>() else {
        let is_broken = read.iter().any(Result::is_err);
        let body = Body::empty();
        return (Body::new(Resumed { read, body }), !is_broken);
    };
    let mut page = BytesMut::with_capacity(pieces.iter().map(Bytes::len).sum());
    for piece in pieces {
        page.extend_from_slice(&piece);
    }
    (Body::from(page.freeze()), true)
}

/// A body of which some has been read.
struct Resumed {
    read: VecDeque<Read>,
    body: Body,
}

impl http_body::Body for Resumed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Read>> {
        match self.read.pop_front() {
            Some(frame) => Poll::Ready(Some(frame)),
            None => Pin::new(&mut self.body).poll_frame(cx),
        }
    }
}
