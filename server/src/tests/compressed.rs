use std::{convert::Infallible, io::Read};

use app::books::GetBooks;
use axum::{Router, body::Body, response::Response, routing::get};
use flate2::read::GzDecoder;
use futures_util::{FutureExt, StreamExt};
use leptos_actions_testing::{Received, Request, Site};

use super::{database, shop};
use crate::compress::compressed;

async fn site() -> Site {
    Site::new(shop(&database().await).await)
}

/// As Chromium asks.
async fn asked(request: Request) -> Received {
    request.header("accept-encoding", "gzip, deflate, br, zstd").await
}

fn encoding(answer: &Received) -> Option<String> {
    answer.header("content-encoding")
}

// covers: GST-25
#[tokio::test]
async fn pages_and_calls_are_compressed_for_whoever_takes_it() {
    let site = site().await;
    let plain = site.get("/").await;
    assert_eq!(encoding(&plain), None);
    for request in [
        site.get("/"),
        site.get("/_call/get_books"),
        site.call(&GetBooks {
            page: None,
            genre: None,
        }),
    ] {
        let answer = asked(request).await;
        assert_eq!(encoding(&answer).as_deref(), Some("gzip"));
        assert!(answer.header("vary").unwrap().contains("accept-encoding"));
        assert!(answer.bytes().len() * 2 < plain.bytes().len());
    }
    let short = asked(site.get("/_call/get_views?slug=emma")).await;
    assert_eq!(encoding(short.status(200)), None);
}

// covers: GST-25
#[tokio::test]
async fn what_another_site_asks_for_with_cookies_is_not_compressed() {
    let site = site().await;
    let with = |cookie: bool, from: Option<&'static str>| {
        let request = if cookie {
            site.get("/").cookie("session", "x")
        } else {
            site.get("/")
        };
        match from {
            Some(from) => request.header("sec-fetch-site", from),
            None => request,
        }
    };
    for (cookie, from) in [(true, Some("cross-site")), (true, Some("same-site")), (true, None)] {
        let answer = asked(with(cookie, from)).await;
        assert_eq!(encoding(answer.status(200)), None, "{from:?}");
    }
    for (cookie, from) in [
        (true, Some("same-origin")),
        (true, Some("none")),
        (false, Some("cross-site")),
        (false, None),
    ] {
        let answer = asked(with(cookie, from)).await;
        assert_eq!(encoding(&answer).as_deref(), Some("gzip"), "{cookie} {from:?}");
    }
}

#[tokio::test]
async fn who_takes_nothing_is_answered_all_the_same() {
    let site = site().await;
    for accepted in ["identity;q=0, *;q=0", "*", "identity", "zstd", ""] {
        let answer = site.get("/").header("accept-encoding", accepted).await;
        assert_eq!(encoding(answer.status(200)), None, "{accepted:?}");
    }
}

// covers: GST-25
#[tokio::test]
async fn the_first_bytes_of_a_page_do_not_wait_for_its_last() {
    let streamed = || async {
        let first = futures_util::stream::iter([Ok::<_, Infallible>("<p>first</p>".repeat(50))]);
        let never = futures_util::stream::pending();
        Response::builder()
            .header("content-type", "text/html")
            .body(Body::from_stream(first.chain(never)))
            .unwrap()
    };
    let site = Site::new(compressed(Router::new().route("/", get(streamed))));
    let answer = site.get("/").header("accept-encoding", "gzip").send().await;
    assert_eq!(answer.headers()["content-encoding"], "gzip");
    let mut body = answer.into_body().into_data_stream();
    let mut bytes = Vec::new();
    while let Some(Some(chunk)) = body.next().now_or_never() {
        bytes.extend_from_slice(&chunk.unwrap());
    }
    // It ends in the middle: only what has come is read.
    let mut text = Vec::new();
    let end = GzDecoder::new(bytes.as_slice()).read_to_end(&mut text);
    assert!(end.is_err());
    assert_eq!(text.len(), 600);
}
