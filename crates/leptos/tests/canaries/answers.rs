//! What calls answer.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use leptos_actions_testing::{Received, Request, Site};
use tracing::Level;

use crate::{
    browser,
    calls::{BROKEN, DECODE, DISPLAY, ENCODE, EXTRACTOR, IDENTIFY},
    support::log::Log,
};

type Way = (&'static str, fn(&Site, &str, &str) -> Request);

/// The three ways in which an action is called, by the media type of the answer.
const WAYS: [Way; 3] = [
    ("application/problem+json", |site, call, how| {
        site.post(&format!("/_call/{call}"))
            .json(&serde_json::json!({ "how": how }))
    }),
    ("application/cbor", |site, call, how| {
        let how = leptos_actions_core::codec::to_vec(&std::collections::BTreeMap::from([("how", how)]));
        site.post(&format!("/_call/{call}.cbor"))
            .body("application/cbor", how.unwrap())
    }),
    ("text/html; charset=utf-8", |site, call, how| {
        site.post(&format!("/?_call={call}")).form(&[("how", how)])
    }),
];

/// Head and body of an answer as text, and in it what is handed over to hydration in base64.
pub fn everything_in(answer: &Received) -> String {
    let mut all = format!("{:?}\n{}", answer.headers(), answer.text());
    let decoded: Vec<u8> = all
        .split('"')
        .filter_map(|quoted| STANDARD_NO_PAD.decode(quoted.trim_end_matches('=')).ok())
        .flatten()
        .collect();
    all.push_str(&String::from_utf8_lossy(&decoded));
    all
}

#[track_caller]
pub fn assert_no_leak(answer: &Received) {
    let all = everything_in(answer);
    assert!(!all.contains("CANARY"), "a private text is in the answer:\n{all}");
    assert!(!all.contains("db.internal"), "a private text is in the answer:\n{all}");
}

/// The log has the canary once, under a digest that the answer names.
#[track_caller]
pub fn assert_logged_under_the_answers_digest(log: Log, answer: &Received, canary: &str) {
    let about = log.about(canary);
    assert_eq!(about.len(), 1, "{canary} stands in the log once: {:#?}", log.events());
    assert_eq!(about[0].level, Level::ERROR);
    let digest = &about[0].fields["digest"];
    assert!(
        everything_in(answer).contains(digest.as_str()),
        "{digest} is not in {answer:?}"
    );
}

async fn call(way: Way, call: &str, how: &str) -> (Received, Log) {
    let (media_type, request) = way;
    let site = browser();
    let log = Log::listen();
    let answer = request(&site, call, how).await;
    assert_eq!(answer.header("content-type").as_deref(), Some(media_type));
    assert_no_leak(&answer);
    (answer, log)
}

// covers: ERR-01 ERR-09 SEX-06
#[tokio::test]
async fn an_error_of_the_body_is_a_digest_to_callers_and_a_text_to_the_log() {
    for way in WAYS {
        for (how, canary) in BROKEN {
            let (answer, log) = call(way, "spill", how).await;
            answer.status(500);
            assert_logged_under_the_answers_digest(log, &answer, canary);
        }
    }
}

// covers: ERR-09 SEX-06
#[tokio::test]
async fn an_error_before_the_body_is_a_digest_too() {
    for way in WAYS {
        for (name, canary) in [("spill_by_extractor", EXTRACTOR), ("spill_by_caller", IDENTIFY)] {
            let (answer, log) = call(way, name, "x").await;
            answer.status(500);
            assert_logged_under_the_answers_digest(log, &answer, canary);
        }
    }
}

/// A page has nothing to write and leads back to itself.
// covers: SEX-06
#[tokio::test]
async fn an_answer_that_cannot_be_written_is_a_digest_too() {
    let [plain, ours, _] = WAYS;
    for way in [plain, ours] {
        let (answer, log) = call(way, "spill_by_answering", "x").await;
        answer.status(500);
        assert_logged_under_the_answers_digest(log, &answer, ENCODE);
    }
}

/// A value that does not decode is the sender's fault, so there is no digest to give. A form says which field it is.
// covers: SEX-06
#[tokio::test]
async fn a_decoders_own_words_stay_in_the_log() {
    let [plain, ours, page] = WAYS;
    for way in [plain, ours] {
        let (answer, log) = call(way, "spill_by_decoding", "x").await;
        answer.status(400);
        assert_eq!(log.about(DECODE).len(), 1, "{:#?}", log.events());
    }
    let (answer, _) = call(page, "spill_by_decoding", "x").await;
    answer.status(422);
}

/// The application's own error travels as a value; its `Display` is for the log.
// covers: SEX-06
#[tokio::test]
async fn the_display_of_a_public_error_stays_in_the_log() {
    for way in WAYS {
        let (answer, log) = call(way, "spill", "full").await;
        answer.status(409);
        assert!(log.mentions(DISPLAY, Level::INFO), "{:#?}", log.events());
    }
}

/// The nets of these tests hold: a text that is meant to travel is found in each format.
#[tokio::test]
async fn what_is_meant_to_travel_is_found_in_every_format() {
    for way in WAYS {
        let (answer, _) = call(way, "spill", "full").await;
        let found = everything_in(&answer);
        assert!(
            found.contains("Full") || found.contains("The glass is full."),
            "{found}"
        );
    }
}
