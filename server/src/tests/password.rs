//! What was typed as a password is never written back.

use leptos_actions_testing::{Received, Site};

use super::{database, shop};

const CANARY: &str = "canary-žluťoučký-kůň";

#[tokio::test]
async fn a_password_is_in_no_page_after_a_failure() {
    let db = database().await;
    let site = Site::browser(shop(&db).await);
    for (page, status, email) in [
        ("/sign-in?_call=sign_in", 401, "nobody@example.org"),
        ("/sign-in?_call=sign_in", 422, "nobody"),
        ("/sign-up?_call=sign_up", 422, "nobody"),
        // Its form is not on this page.
        ("/cart?_call=sign_up", 422, "nobody"),
    ] {
        let fields = [("name", "Ada"), ("email", email), ("password", CANARY)];
        let answer = site.post(page).form(&fields).await;
        tells_nothing(answer.status(status));
    }
    // Nor when it was refused before anything was decoded.
    let refused = site
        .post("/sign-in?_call=sign_in")
        .header("sec-fetch-site", "cross-site")
        .form(&[("password", CANARY)])
        .await;
    refused.status(403).lacks(CANARY);
}

/// Neither in its elements nor in what it hands to hydration.
fn tells_nothing(page: &Received) {
    page.lacks(CANARY).contains("__RESOLVED_RESOURCES[0]");
    let text = page.text();
    let handed = text.split("__RESOLVED_RESOURCES[").skip(1);
    for encoded in handed.filter_map(|part| part.split('"').nth(1)) {
        let bytes = decode(encoded);
        let found = bytes.windows(CANARY.len()).any(|part| part == CANARY.as_bytes());
        assert!(!found, "hydration is handed {}", String::from_utf8_lossy(&bytes));
    }
}

/// Base64 without padding.
fn decode(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |byte: u8| DIGITS.iter().position(|digit| *digit == byte).unwrap_or_default();
    let group = |group: &[u8]| {
        let bits = (0..4).fold(0, |bits, place| {
            bits << 6 | group.get(place).map_or(0, |byte| digit(*byte))
        });
        [bits >> 16, bits >> 8, bits]
            .map(|byte| (byte & 255) as u8)
            .into_iter()
            .take(group.len() - 1)
            .collect::<Vec<_>>()
    };
    text.as_bytes().chunks(4).flat_map(group).collect()
}
