//! Bodies that tell whether they were read, and bodies that never end.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use axum::body::Body;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http_body::Frame;

/// A body that is full of `text`, and whether anybody has polled it.
pub fn watched(text: impl Into<Bytes>) -> (Body, Polled) {
    let polled = Polled::default();
    let body = Watched {
        text: Some(text.into()),
        polled: polled.clone(),
    };
    (Body::new(body), polled)
}

/// Whether a body was polled.
#[derive(Clone, Debug, Default)]
pub struct Polled(Arc<AtomicBool>);

impl Polled {
    pub fn was_polled(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

struct Watched {
    text: Option<Bytes>,
    polled: Polled,
}

impl http_body::Body for Watched {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.polled.0.store(true, Ordering::SeqCst);
        Poll::Ready(self.text.take().map(|text| Ok(Frame::data(text))))
    }
}

/// A body that begins and never ends.
pub fn endless(beginning: &'static str) -> Body {
    let beginning = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(beginning.as_bytes()))]);
    Body::from_stream(beginning.chain(stream::pending()))
}

/// A body in pieces, without a length.
pub fn chunked(bytes: Vec<u8>) -> Body {
    let pieces: Vec<_> = bytes
        .chunks(7)
        .map(|piece| Ok::<_, std::io::Error>(piece.to_vec()))
        .collect();
    Body::from_stream(stream::iter(pieces))
}
