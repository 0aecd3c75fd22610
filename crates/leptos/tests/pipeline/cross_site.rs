//! Step 3: another site cannot make a visitor's browser call.

use leptos_actions_testing::{Received, Request, Site};

use super::{
    site,
    support::{ORIGIN, body::watched, log::Log},
};

/// The three ways in which an action can be called, and a query.
const WAYS: [(&str, &str, &[u8]); 4] = [
    ("/_call/touch", "application/json", b"{\"text\":\"x\"}"),
    ("/_call/touch", "application/x-www-form-urlencoded", b"text=x"),
    ("/_call/touch.cbor", "application/cbor", b"\xa1\x64text\x61x"),
    ("/page?_call=touch", "application/x-www-form-urlencoded", b"text=x"),
];

pub(super) type Headers = &'static [(&'static str, &'static str)];

pub(super) const FOREIGN: [Headers; 18] = [
    &[("origin", "https://evil.example")],
    &[("origin", "http://shop.example")],
    &[("origin", "https://shop.example:8443")],
    &[("origin", "https://shop.example.evil.example")],
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
    // Opaque.
    &[("origin", "null")],
    &[("sec-fetch-site", "cross-site"), ("origin", "null")],
    // Malformed.
    &[("origin", "")],
    &[("origin", "shop.example")],
    &[("origin", "https://shop.example/")],
    &[("sec-fetch-site", "perhaps")],
    // Doubled.
    &[("origin", ORIGIN), ("origin", ORIGIN)],
    &[("origin", ORIGIN), ("origin", "https://evil.example")],
    &[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")],
    // Absent, while somebody's cookie comes along.
    &[("cookie", "session=ada")],
    &[
        ("cookie", "session=ada"),
        ("x-forwarded-host", "shop.example"),
        ("referer", "https://shop.example/"),
    ],
];

pub(super) const OWN: [Headers; 6] = [
    &[("origin", ORIGIN), ("cookie", "session=ada")],
    &[("origin", "HTTPS://SHOP.example:443")],
    &[("sec-fetch-site", "same-origin"), ("cookie", "session=ada")],
    &[("sec-fetch-site", "none"), ("cookie", "session=ada")],
    &[("sec-fetch-site", "cross-site"), ("origin", ORIGIN)],
    // A program: nobody's cookie, and so nobody to impersonate.
    &[],
];

pub(super) fn with(request: Request, headers: Headers) -> Request {
    headers
        .iter()
        .fold(request, |request, (name, value)| request.header(name, value))
}

async fn call(
    site: &Site,
    (address, media_type, body): (&str, &'static str, &'static [u8]),
    headers: Headers,
) -> (Received, bool) {
    let (body, polled) = watched(body);
    let answer = with(site.post(address), headers).body(media_type, body).await;
    (answer, polled.was_polled())
}

// covers: SEO-01 SEO-10
#[tokio::test]
async fn other_sites_are_refused_however_they_call() {
    let (site, ran) = site();
    for way in WAYS {
        for headers in FOREIGN {
            let (answer, polled) = call(&site, way, headers).await;
            assert_eq!((way, headers, answer.code()), (way, headers, 403));
            assert!(!polled, "the body was read: {way:?} {headers:?}");
        }
    }
    assert_eq!(ran.times(), 0, "nothing ran");
}

// covers: SEO-02 SEO-07
#[tokio::test]
async fn our_own_pages_and_programs_are_answered() {
    let (site, ran) = site();
    for way in WAYS {
        for headers in OWN {
            let (answer, _) = call(&site, way, headers).await;
            assert!([200, 303].contains(&answer.code()), "{way:?} {headers:?} {answer:?}");
        }
    }
    assert_eq!(ran.times(), WAYS.len() * OWN.len());
}

#[tokio::test]
async fn a_program_with_a_cookie_proves_itself_with_a_header_that_no_form_can_send() {
    let (site, ran) = site();
    let (body, _) = watched("text=x");
    let request = site
        .post("/_call/touch")
        .cookie("session", "ada")
        .header("actions-signature", "0");
    request
        .body("application/x-www-form-urlencoded", body)
        .await
        .status(200);
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn a_read_is_guarded_like_a_write() {
    let (site, ran) = site();
    for headers in FOREIGN {
        let answer = with(site.get("/_call/peek?number=1"), headers).await;
        assert_eq!((headers, answer.code()), (headers, 403));
    }
    assert_eq!(ran.times(), 0);
}

/// The way of other frameworks to post a form, and the one that browsers send across sites without asking.
#[tokio::test]
async fn a_multipart_post_to_a_page_runs_nothing_wherever_it_comes_from() {
    let (site, ran) = site();
    let part = "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nx\r\n--x--\r\n";
    // Where it comes from is looked at before its type: what is of another site is shown no page.
    let foreign = FOREIGN.into_iter().map(|headers| (headers, 403));
    let own = OWN.into_iter().map(|headers| (headers, 415));
    for (headers, status) in foreign.chain(own) {
        let (body, polled) = watched(part);
        let request = with(site.post("/page?_call=touch"), headers);
        let answer = request.body("multipart/form-data; boundary=x", body).await;
        assert_eq!((headers, answer.code()), (headers, status));
        assert!(!polled.was_polled());
    }
    assert_eq!(ran.times(), 0);
}

// covers: SEO-13 SED-06
#[tokio::test]
async fn a_refusal_is_logged_with_the_origin_escaped_and_cut() {
    let (site, _) = site();
    let log = Log::listen();
    let origin = format!("https://evil.example/\t\u{e9}{}", "x".repeat(3_000));
    site.post("/_call/touch")
        .header("origin", &origin)
        .form(&[("text", "x")])
        .await
        .status(403);
    let refusals = log.about("evil.example");
    assert_eq!(refusals.len(), 1, "{:?}", log.events());
    let logged = &refusals[0].fields["origin"];
    assert!(logged.len() < 150 && !logged.contains(char::is_control), "{logged}");
}
