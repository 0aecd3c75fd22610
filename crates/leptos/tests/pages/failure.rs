//! A form that fails is answered with its page: status, messages, and what was typed.

use leptos_actions_testing::{Received, Site};

use super::{browser, support::log::Log};

/// What closes an attribute, a tag or a text area, and then does harm.
const CANARY: &str = "'\"></textarea><script>alert(1)</script>&amp;";

async fn save(site: &Site, page: &str, text: &str, copies: &str) -> Received {
    let fields = [("text", text), ("copies", copies), ("long", CANARY)];
    site.post(page).form(&fields).await
}

// covers: MPA-08
#[tokio::test]
async fn a_field_that_breaks_a_rule_is_a_422_with_what_was_typed() {
    let (site, ran) = browser();
    for (page, address) in [
        ("/search?q=x&page=2&_call=save_note", "/search?q=x&amp;page=2"),
        ("/in-order?_call=save_note", "/in-order?"),
    ] {
        let answer = save(&site, page, "", "17").await;
        answer.status(422).contains("Fill this in.").contains("value=\"17\"");
        answer
            .contains("Please correct the marked fields.")
            .contains("role=\"alert\"")
            .contains("autofocus");
        answer.contains(&format!("<p id=\"address\">{address}"));
        answer
            .contains("aria-invalid=\"true\"")
            .contains("aria-describedby=\"save_note--text-error\"");
        assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
        assert_eq!(answer.header("location"), None);
        answer.contains("<!DOCTYPE html>").contains("</body></html>");
    }
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn a_field_that_does_not_parse_is_a_422_with_the_value_as_it_was_typed() {
    let (site, ran) = browser();
    let answer = save(&site, "/search?_call=save_note", "Ema", "a lot").await;
    answer
        .status(422)
        .contains("Enter a number.")
        .contains("value=\"a lot\"")
        .contains("value=\"Ema\"");
    answer.lacks("Fill this in.");
    assert_eq!(ran.times(), 0);
}

// covers: CKH-02
#[tokio::test]
async fn other_failures_keep_their_status_and_their_words() {
    let (site, ran) = browser();
    let taken = save(&site, "/search?_call=save_note", "taken", "1").await;
    taken
        .status(409)
        .contains("This name is taken.")
        .contains("value=\"taken\"");
    let forbidden = save(&site, "/search?_call=save_note", "secret", "1").await;
    forbidden
        .status(403)
        .contains("This is not allowed.")
        .contains("value=\"secret\"");
    assert_eq!(ran.times(), 2);
    for answer in [taken, forbidden] {
        assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
        // A failed call may have set a cookie, and the page that answers it sees it.
        assert!(answer.cookie("last").is_some());
        answer.lacks("<p id=\"last\">nothing");
    }
}

// covers: GST-27
#[tokio::test]
async fn what_was_typed_stays_text() {
    let (site, _) = browser();
    for page in ["/search?_call=save_note", "/in-order?_call=save_note"] {
        let answer = save(&site, page, CANARY, CANARY).await;
        answer.status(422).contains("Enter a number.");
        answer.lacks("<script>alert").lacks("</textarea><script");
    }
    let answer = save(&site, "/search?_call=save_note", CANARY, "many").await;
    answer.contains("&quot;&gt;&lt;/textarea&gt;&lt;script&gt;alert(1)");
    answer.contains("&lt;/textarea>&lt;script>alert(1)&lt;/script>&amp;amp;</textarea>");
}

/// A parser drops the first newline of a text area.
#[tokio::test]
async fn a_text_area_keeps_its_first_newline() {
    let (site, _) = browser();
    let fields = [("text", ""), ("copies", "1"), ("long", "\r\nsecond line")];
    let answer = site.post("/search?_call=save_note").form(&fields).await;
    answer.status(422).contains("name=\"long\">\n\nsecond line</textarea>");
}

// covers: SEO-01
#[tokio::test]
async fn a_post_from_another_site_runs_nothing_and_echoes_nothing() {
    let (site, ran) = browser();
    let request = site
        .post("/search?_call=save_note")
        .header("origin", "https://evil.example");
    let answer = request.form(&[("text", "planted"), ("copies", "1")]).await;
    answer.status(403).contains("This is not allowed.").lacks("planted");
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn a_form_without_a_word_about_errors_still_shows_one() {
    let (site, _) = browser();
    site.get("/quiet")
        .await
        .status(200)
        .contains("role=\"alert\"")
        .lacks("Please correct");
    save(&site, "/quiet?_call=save_note", "", "1")
        .await
        .status(422)
        .contains("Please correct the marked fields.");
}

#[tokio::test]
async fn an_unknown_call_is_a_404_in_a_line_of_text() {
    let (site, ran) = browser();
    let log = Log::listen();
    let answer = save(&site, "/search?_call=no_such_call", "Ema", "1").await;
    answer.status(404).lacks("<").lacks("Ema");
    assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
    save(&site, "/nowhere?_call=no_such_call", "Ema", "1").await.status(404);
    let multipart = site
        .post("/search?_call=no_such_call")
        .body("multipart/form-data; boundary=x", "--x--");
    multipart.await.status(404);
    assert_eq!(log.about("no_such_call").len(), 3, "{:?}", log.events());
    // Named twice is not named, and a page takes no post of its own.
    save(&site, "/search?_call=save_note&_call=save_note", "Ema", "1")
        .await
        .status(405);
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn whoever_is_refused_still_has_what_was_typed() {
    let (site, ran) = browser();
    let post = || {
        site.post("/members?_call=members_note")
            .form(&[("text", "a long letter")])
    };
    let page = post().await;
    page.status(401)
        .contains("Please sign in first.")
        .contains("value=\"a long letter\"");
    assert_eq!(ran.times(), 0);
    let from_elsewhere = post().header("origin", "https://evil.example").await;
    from_elsewhere.status(403).lacks("a long letter");
}
