//! What a request can make the server do before its guards have let it pass: nothing.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Router,
    body::{Body, Bytes},
    http::{Method, header},
    response::{Html, IntoResponse},
    routing::get,
};
use futures_util::stream;
use leptos_actions_testing::{Request, Site};

use super::support::{Ran, body::watched, config, mount};

const FORM: &str = "application/x-www-form-urlencoded";
const REFUSED: &str = "text=&copies=1";
const PIECE: usize = 64 * 1024;

/// How often the application's router was asked, and how many bytes of its answers were taken.
#[derive(Clone, Default)]
struct Asked(Arc<(AtomicUsize, AtomicUsize)>);

impl Asked {
    fn times(&self) -> usize {
        self.0.0.load(Ordering::SeqCst)
    }

    fn bytes(&self) -> usize {
        self.0.1.load(Ordering::SeqCst)
    }

    /// A body without an end.
    fn endless(&self) -> Body {
        let asked = self.clone();
        Body::from_stream(stream::repeat_with(move || {
            asked.0.1.fetch_add(PIECE, Ordering::SeqCst);
            Ok::<_, Infallible>(Bytes::from_static(&[b' '; PIECE]))
        }))
    }
}

/// A site whose routes answer with files and pages of every length.
fn site() -> (Site, Ran, Asked) {
    let (ran, asked) = (Ran::default(), Asked::default());
    let (file, page) = (asked.clone(), asked.clone());
    let endless_file = get(move || {
        let body = file.endless();
        async { ([(header::CONTENT_TYPE, "application/octet-stream")], body) }
    });
    let endless_page = get(move || {
        let body = page.endless();
        async { ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], body) }
    });
    let counting = asked.clone();
    let pages = Router::new()
        .route("/file", endless_file)
        .route("/endless", endless_page)
        .route("/page", get(|| async { Html("<p>the page</p>") }))
        .route("/stuck", get(std::future::pending::<()>))
        .route(
            "/missing",
            get(|| async { (http::StatusCode::NOT_FOUND, "no such thing").into_response() }),
        )
        .layer(axum::middleware::map_request(move |request: axum::extract::Request| {
            counting.0.0.fetch_add(1, Ordering::SeqCst);
            std::future::ready(request)
        }));
    (Site::new(mount(pages, config(|_| ()), &ran)), ran, asked)
}

/// Asserts that a request was refused by its head: its body is unread, and no page was asked for.
async fn refused(make: impl Fn(&Site) -> Request, status: u16) {
    let (site, ran, asked) = site();
    let (body, polled) = watched(REFUSED);
    let answer = make(&site).body(FORM, body).await;
    answer.status(status);
    assert!(answer.text().len() < 200, "{}", answer.text());
    assert_eq!(answer.header("connection").as_deref(), Some("close"));
    assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
    assert!(!polled.was_polled(), "the body was read");
    assert_eq!((ran.times(), asked.times(), asked.bytes()), (0, 0, 0));
}

// covers: GST-13 SED-02 MPA-23
#[tokio::test]
async fn an_unknown_name_is_answered_without_asking_the_page_whatever_its_origin() {
    for page in ["/file", "/endless", "/stuck", "/page", "/missing", "/nowhere"] {
        for origin in ["https://shop.example", "https://evil.example", "null"] {
            let address = format!("{page}?_call=nope");
            refused(|site| site.post(&address).header("origin", origin), 404).await;
        }
    }
}

// covers: GST-13
#[tokio::test]
async fn a_known_form_from_another_site_makes_no_page() {
    for page in [
        "/file?_call=save_note",
        "/endless?_call=save_note",
        "/page?_call=save_note",
    ] {
        refused(|site| site.post(page).header("origin", "https://evil.example"), 403).await;
        refused(|site| site.post(page).header("sec-fetch-site", "cross-site"), 403).await;
    }
}

// covers: GST-13
#[tokio::test]
async fn a_form_of_a_wrong_kind_makes_no_page() {
    // A query is no form's.
    refused(|site| site.post("/endless?_call=last_note"), 405).await;
    // What another site sends is refused for that, whatever its type: a page is shown to our own people alone.
    let (site, ran, asked) = site();
    for own in [false, true] {
        let (body, polled) = watched("{}");
        let post = site.post("/page?_call=save_note");
        let post = if own {
            post
        } else {
            post.header("origin", "https://evil.example")
        };
        let answer = post.body("text/plain", body).await;
        answer.status(if own { 415 } else { 403 });
        assert!(!polled.was_polled());
        assert_eq!((ran.times(), asked.times() > 0), (0, own));
    }
}

// covers: GST-13
#[tokio::test]
async fn other_methods_name_no_call() {
    let (site, ran, asked) = site();
    for method in [Method::GET, Method::HEAD, Method::DELETE, Method::PUT, Method::PATCH] {
        for name in ["nope", "save_note"] {
            let (body, polled) = watched(REFUSED);
            let request = site.request(method.clone(), &format!("/page?_call={name}"));
            let status = request.body(FORM, body).await.code();
            assert!([200, 405].contains(&status), "{method} {status}");
            assert!(!polled.was_polled());
        }
    }
    assert_eq!((ran.times(), asked.bytes()), (0, 0));
    let (body, polled) = watched(REFUSED);
    site.request(Method::DELETE, "/_call/nope")
        .body(FORM, body)
        .await
        .status(404);
    assert!(!polled.was_polled());
}

// covers: GST-13
#[tokio::test]
async fn a_refused_form_on_what_is_no_page_reads_nothing_of_it() {
    let (site, ran, asked) = site();
    let answer = site.post("/file?_call=save_note").body(FORM, REFUSED).await;
    answer.status(422).contains("Fill this in.");
    assert_eq!(
        answer.header("content-type").as_deref(),
        Some("text/plain; charset=utf-8")
    );
    assert_eq!((ran.times(), asked.times(), asked.bytes()), (0, 1, 0));
    let missing = site.post("/missing?_call=save_note").body(FORM, REFUSED).await;
    missing.status(404).contains("Fill this in.");
}

// covers: GST-13
#[tokio::test]
async fn a_page_without_an_end_is_held_up_to_a_bound() {
    let (site, ran, asked) = site();
    let answer = site.post("/endless?_call=save_note").body(FORM, REFUSED).await;
    answer.status(422).contains("Fill this in.");
    assert_eq!((ran.times(), asked.times()), (0, 1));
    assert!(asked.bytes() <= 4 * 1024 * 1024 + PIECE, "{} bytes", asked.bytes());
}

// covers: GST-13
#[tokio::test(start_paused = true)]
async fn a_page_that_never_answers_has_a_deadline() {
    let (site, ran, _) = site();
    let answer = site.post("/stuck?_call=save_note").body(FORM, REFUSED).await;
    answer.status(422).contains("Fill this in.");
    assert_eq!(ran.times(), 0);
}
