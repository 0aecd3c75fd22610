//! What pages show of queries that fail, and what they hand over to hydration.

use tracing::Level;

use crate::{
    answers::{assert_logged_under_the_answers_digest, assert_no_leak, everything_in},
    browser,
    calls::{BROKEN, DISPLAY, RENDER},
    support::log::Log,
};

// covers: ERR-01 ERR-09 SEX-06
#[tokio::test]
async fn a_failed_query_is_a_digest_on_the_page_and_in_hydration() {
    for page in ["/read", "/read-in-order"] {
        for (how, canary) in BROKEN {
            let site = browser();
            let log = Log::listen();
            let answer = site.get(&format!("{page}?how={}", how.replace(' ', "+"))).await;
            answer
                .contains("Something went wrong on our side.")
                .contains("<p id=\"boundary\">Something went wrong");
            assert_no_leak(&answer);
            assert_logged_under_the_answers_digest(log, &answer, canary);
        }
    }
}

// covers: SEX-06
#[tokio::test]
async fn a_public_error_is_its_message_on_the_page_and_its_value_in_hydration() {
    for page in ["/read", "/read-in-order"] {
        let site = browser();
        let log = Log::listen();
        let answer = site.get(&format!("{page}?how=full")).await;
        answer
            .contains("<p id=\"message\">The glass is full.")
            .contains("<p id=\"boundary\">The glass is full.");
        assert!(everything_in(&answer).contains("Full"));
        assert_no_leak(&answer);
        assert!(log.mentions(DISPLAY, Level::INFO));
    }
}

// covers: SEX-06
#[tokio::test]
async fn a_page_that_panics_is_a_500_with_a_digest() {
    let site = browser();
    let log = Log::listen();
    let answer = site.get("/panics?now").await;
    answer.status(500);
    assert_no_leak(&answer);
    assert_logged_under_the_answers_digest(log, &answer, RENDER);
}
