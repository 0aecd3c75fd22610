//! A password is on no page, however the form that sent it fails.

use leptos_actions_testing::Received;

use crate::{
    answers::{assert_no_leak, everything_in},
    browser,
    support::log::Log,
};

const PASSWORD: &str = "CANARY-password";

async fn post(call: &str, how: &str, more: &[(&str, &str)]) -> Received {
    let log = Log::listen();
    let mut fields = vec![("how", how), ("password", PASSWORD)];
    fields.extend(more);
    let answer = browser().post(&format!("/sign-in?_call={call}")).form(&fields).await;
    let logged = log.events();
    assert!(
        !format!("{logged:?}").contains(PASSWORD),
        "a password is in the log: {logged:?}"
    );
    answer
}

/// What is no secret is kept, so that a test of nothing fails.
#[track_caller]
fn assert_kept(answer: &Received, how: &str) {
    assert_no_leak(answer);
    assert!(
        everything_in(answer).contains(&format!("value=\"{how}\"")),
        "what was typed is lost"
    );
}

#[tokio::test]
async fn a_password_is_on_no_page_whatever_its_form_fails_for() {
    let right = [
        ("repeated", PASSWORD),
        ("attempts", "1"),
        ("spare", PASSWORD),
        ("spare", "CANARY-2"),
    ];
    for (how, status) in [
        ("forbidden", 403),
        ("limited", 429),
        ("refused", 422),
        ("full", 409),
        ("io", 500),
        ("panic", 500),
    ] {
        let answer = post("sign_in", how, &right).await;
        answer.status(status);
        assert_kept(&answer, how);
    }
}

#[tokio::test]
async fn a_password_is_on_no_page_that_says_what_is_wrong_with_it() {
    for more in [
        // It differs.
        &[("repeated", "CANARY-other"), ("attempts", "1")][..],
        // Something else does not decode.
        &[("repeated", PASSWORD), ("attempts", "many")],
        // It was sent twice.
        &[("repeated", PASSWORD), ("password", PASSWORD), ("attempts", "1")],
        // It is not there a second time.
        &[("attempts", "1")],
    ] {
        let answer = post("sign_in", "ok", more).await;
        answer.status(422);
        assert_kept(&answer, "ok");
    }
}

#[tokio::test]
async fn a_password_is_on_no_page_that_answers_before_it_was_decoded() {
    let answer = post("sign_in_again", "early", &[]).await;
    answer.status(401);
    assert_kept(&answer, "early");
    let long = "x".repeat(2000);
    let answer = post("sign_in", "late", &[("repeated", &long), ("attempts", "1")]).await;
    answer.status(413);
    assert_no_leak(&answer);
    let answer = post("no_such_call", "lost", &[]).await;
    answer.status(404);
    assert_no_leak(&answer);
}
