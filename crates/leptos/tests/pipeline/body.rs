//! Step 5: a body is bounded in bytes and in time.

use leptos_actions::CallError;
use serde_json::{Value, json};

use super::{
    calls::Whisper,
    site, site_with,
    support::{
        body::{chunked, endless, watched},
        log::Log,
    },
};

const JSON: &str = "application/json";

/// An argument that makes the whole JSON body this long.
fn text_of(length: usize) -> Value {
    json!({ "text": "x".repeat(length - "{\"text\":\"\"}".len()) })
}

// covers: SED-21 ERR-07
#[tokio::test]
async fn a_body_may_be_as_long_as_the_limit_and_no_longer() {
    let (site, ran) = site_with(|config| config.body_limit = 1_000);
    let log = Log::listen();
    for length in [999, 1_000] {
        site.post("/_call/touch").json(&text_of(length)).await.status(200);
        site.post("/_call/touch")
            .body(JSON, chunked(text_of(length).to_string().into()))
            .await
            .status(200);
    }
    assert_eq!(ran.times(), 4);
    let declared = site.post("/_call/touch").json(&text_of(1_001)).await;
    let undeclared = site
        .post("/_call/touch")
        .body(JSON, chunked(text_of(1_001).to_string().into()))
        .await;
    for answer in [declared, undeclared] {
        answer.status(413);
        let problem: Value = answer.json();
        assert_eq!(
            (&problem["code"], &problem["limit"]),
            (&json!("too-large"), &json!(1_000))
        );
        assert_eq!(answer.header("connection").as_deref(), Some("close"));
    }
    assert_eq!(ran.times(), 4, "nothing ran");
    assert_eq!(log.about("larger than 1000 bytes").len(), 2);
    assert_eq!(
        log.about("raise it with `limit = \"..\"` on the call or `body-limit`")
            .len(),
        2
    );
}

// covers: SED-21
#[tokio::test]
async fn a_call_names_its_own_limit() {
    let (site, ran) = site();
    site.post("/_call/whisper").json(&text_of(32)).await.status(200);
    let answer = site
        .post("/_call/whisper.cbor")
        .body(
            "application/x-www-form-urlencoded",
            "text=".to_owned() + &"x".repeat(28),
        )
        .await;
    assert_eq!(
        answer.status(413).outcome::<Whisper>(),
        Err(CallError::TooLarge { limit: 32 })
    );
    // The default is 64 KiB.
    site.post("/_call/touch").json(&text_of(64 * 1024)).await.status(200);
    site.post("/_call/touch")
        .json(&text_of(64 * 1024 + 1))
        .await
        .status(413);
    assert_eq!(ran.times(), 2);
}

// covers: SED-19
#[tokio::test(start_paused = true)]
async fn a_body_that_never_ends_is_given_up() {
    let (site, ran) = site_with(|config| config.handler_deadline = std::time::Duration::from_hours(24));
    for address in ["/_call/touch", "/_call/touch.cbor", "/page?_call=touch"] {
        let answer = site
            .post(address)
            .body("application/x-www-form-urlencoded", endless("text=x"))
            .await;
        answer.status(408);
        assert_eq!(answer.header("connection").as_deref(), Some("close"));
    }
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn a_compressed_body_is_refused_unread() {
    let (site, ran) = site();
    for encoding in ["gzip", "br", "deflate", "zstd", "gzip, gzip", "nonsense"] {
        let (body, polled) = watched("{\"text\":\"x\"}");
        let answer = site
            .post("/_call/touch")
            .header("content-encoding", encoding)
            .body(JSON, body)
            .await;
        answer.status(415);
        assert_eq!(answer.header("connection").as_deref(), Some("close"));
        assert!(!polled.was_polled());
    }
    assert_eq!(ran.times(), 0);
    site.post("/_call/touch")
        .header("content-encoding", "identity")
        .json(&text_of(20))
        .await
        .status(200);
}
