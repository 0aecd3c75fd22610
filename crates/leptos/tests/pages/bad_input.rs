//! What no form of ours sends, posted to pages: the page with a typed status and what was typed, and nothing is done.

use leptos_actions_testing::{Multipart, Received, Site};

use super::browser;

const FORM: &str = "application/x-www-form-urlencoded";
const NOTES: &str = "/search?q=x&_call=save_note";
const PHOTOS: &str = "/photos?album=7&_call=save_photos";
const GARBAGE: &str = "This could not be understood.";

/// A page that says what is wrong where its form stands.
fn page<'a>(answer: &'a Received, status: u16, message: &str) -> &'a Received {
    answer
        .status(status)
        .contains("<!DOCTYPE html>")
        .contains("<form method=\"post\"");
    assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
    answer.contains(message)
}

async fn sent(site: &Site, address: &str, media_type: &'static str, body: impl Into<Vec<u8>>) -> Received {
    site.post(address).body(media_type, body.into()).await
}

#[tokio::test]
async fn a_field_that_is_missing_repeated_or_nested_is_told_beside_it() {
    let (site, ran) = browser();
    for (body, message) in [
        ("copies=7", "Fill this in."),
        ("copies=7&text[]=a&text.a=b&text[a][b]=c&%5F=d", "Fill this in."),
        ("copies=7&text=a&text=b", "Send this once."),
    ] {
        let answer = sent(&site, NOTES, FORM, body).await;
        page(&answer, 422, message)
            .contains("value=\"7\"")
            .contains("aria-invalid=\"true\"");
    }
    let photos = Multipart::new()
        .text("caption", "a")
        .text("caption", "b")
        .text("caption[]", "c");
    let answer = site.post(PHOTOS).multipart(photos).await;
    page(&answer, 422, "Send this once.");
    let photos = Multipart::new().text("caption[]", "c").text("album", "a");
    page(&site.post(PHOTOS).multipart(photos).await, 422, "Fill this in.");
    assert_eq!(ran.times(), 0);
    // Of what nobody asked for nothing is taken and nothing refused.
    let unknown = "copies=7&text=a&album=1&album=2&_charset_=UTF-8&utf8=%E2%9C%93";
    sent(&site, NOTES, FORM, unknown)
        .await
        .status(303)
        .redirected_to("/search?q=x");
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn too_many_fields_and_too_much_text_are_answered_with_the_page() {
    let (site, ran) = browser();
    let many = "text=a&".to_owned() + &"f=1&".repeat(10_000);
    page(&sent(&site, NOTES, FORM, many).await, 400, GARBAGE);
    let large = "text=".to_owned() + &"x".repeat(10_000_000);
    page(&sent(&site, NOTES, FORM, large).await, 413, "This is too large.").lacks("xxxxxxxxxx");
    let many = (0..10_000).fold(Multipart::new(), |form, _| form.text("f", "1"));
    page(&site.post(PHOTOS).multipart(many).await, 400, GARBAGE);
    let large = Multipart::new().text("caption", &"x".repeat(10_000_000));
    page(&site.post(PHOTOS).multipart(large).await, 413, "This is too large.").lacks("xxxxxxxxxx");
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn what_is_no_text_is_refused_with_what_was_typed_beside_it() {
    let (site, ran) = browser();
    for text in [b"%E9".as_slice(), b"%C3", b"%ED%A0%80", b"\xff"] {
        let body = [b"copies=7&text=typed", text].concat();
        page(&sent(&site, NOTES, FORM, body).await, 400, GARBAGE)
            .contains("value=\"7\"")
            .contains("value=\"typed\u{fffd}");
    }
    let body = b"--x\r\nContent-Disposition: form-data; name=\"caption\"\r\n\r\n\xe9\r\n--x--\r\n";
    page(
        &sent(&site, PHOTOS, "multipart/form-data; boundary=x", body).await,
        400,
        GARBAGE,
    );
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn a_text_that_no_browser_sends_is_a_text_on_the_page() {
    let (site, ran) = browser();
    // The number is missing, so that the page shows the text again.
    for (body, shown) in [
        ("text=a%00b", "value=\"a\0b\""),
        ("text=%EF%BB%BFa", "value=\"\u{feff}a\""),
        ("text=100%&x=%zz", "value=\"100%\""),
        ("text=a+b%2Bc", "value=\"a b+c\""),
        ("text=%E2%80%AE%22%3E", "value=\"\u{202e}&quot;&gt;\""),
    ] {
        page(&sent(&site, NOTES, FORM, body).await, 422, "Fill this in.").contains(shown);
    }
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn a_body_of_another_kind_than_the_form_is_answered_with_the_page() {
    let (site, ran) = browser();
    for media_type in [
        "text/plain",
        "application/json",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded; charset=iso-8859-1",
        "",
    ] {
        page(&sent(&site, NOTES, media_type, "text=a&copies=1").await, 415, GARBAGE);
    }
    let (media_type, whole) = Multipart::new().text("caption", "a").into_parts();
    for media_type in [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=another",
    ] {
        page(&sent(&site, PHOTOS, media_type, whole.clone()).await, 400, GARBAGE);
    }
    for end in [0, 1, 40, whole.len() / 2, whole.len() - 3] {
        page(
            &sent(&site, PHOTOS, media_type, whole[..end].to_vec()).await,
            400,
            GARBAGE,
        );
    }
    let bom = [b"\xef\xbb\xbf".to_vec(), whole].concat();
    page(&sent(&site, PHOTOS, media_type, bom).await, 400, GARBAGE);
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn a_form_whose_key_is_none_runs_nothing_and_keeps_what_was_typed() {
    let (site, ran) = browser();
    let key = super::KEY;
    let long = "k".repeat(256);
    for (keys, status) in [
        (format!("_key={key}&_key={key}"), 400),
        (format!("_key={key}&_key="), 400),
        (format!("_key={long}"), 400),
        ("_key=a+b".to_owned(), 400),
        ("_key=1".to_owned(), 422),
    ] {
        let answer = sent(&site, NOTES, FORM, format!("{keys}&text=typed&copies=7")).await;
        page(&answer, status, "value=\"typed\"");
    }
    // Two forms at once are none on the page: the first of its names counts, and it is told once.
    let two = "_instance=second&_instance=first&text=taken&copies=7";
    let answer = sent(&site, "/rows?_call=save_note", FORM, two).await;
    assert_eq!(answer.status(409).text().matches("This name is taken.").count(), 1);
    assert_eq!(ran.times(), 1);
}
