//! The script of the pages' forms: a part in each page, and a file.

use std::io::Read;

use super::browser;

/// The address of the file, from a page that names it.
async fn address(site: &leptos_actions_testing::Site) -> String {
    let page = site.get("/search").await.text();
    let (_, rest) = page
        .split_once(" src=\"/_call/_form.")
        .expect("the page names the file");
    let (name, _) = rest.split_once('"').expect("the address ends");
    ["/_call/_form.", name].concat()
}

#[tokio::test]
async fn a_page_names_the_file_before_it_starts_the_wasm() {
    let (site, _) = browser();
    let page = site.get("/search").await.text();
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("`{text}` is missing"));
    assert!(at("<script defer") < at("type=\"module\""));
    assert!(at("var _early=[]") < at("type=\"module\""));
    assert!(
        !page.contains("navigateerror\",free"),
        "the file is not in the page too"
    );
}

#[tokio::test]
async fn the_file_is_kept_for_ever_and_compressed_for_whoever_takes_it() {
    let (site, _) = browser();
    let address = address(&site).await;
    let plain = site.get(&address).await;
    plain.status(200);
    for (name, value) in [
        ("content-type", "text/javascript; charset=utf-8"),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("x-content-type-options", "nosniff"),
        ("vary", "accept-encoding"),
    ] {
        assert_eq!(plain.header(name).as_deref(), Some(value));
    }
    assert_eq!(plain.header("content-encoding"), None);
    let gzip = site.get(&address).header("accept-encoding", "gzip, br").await;
    assert_eq!(gzip.header("content-encoding").as_deref(), Some("gzip"));
    let mut text = String::new();
    flate2::read::GzDecoder::new(gzip.bytes())
        .read_to_string(&mut text)
        .expect("it is gzip");
    assert_eq!(text, plain.text());
    assert!(gzip.bytes().len() * 2 < text.len());
}

#[tokio::test]
async fn the_file_of_another_build_is_not_there_and_nobody_remembers_that() {
    let (site, _) = browser();
    for other in ["/_call/_form.AAAAAAAAAAAAAAAA.js", "/_call/_form.", "/_call/_form.js"] {
        let gone = site.get(other).await;
        assert_eq!(
            gone.status(404).header("cache-control").as_deref(),
            Some("no-store"),
            "{other}"
        );
    }
}

#[tokio::test]
async fn the_file_is_only_read() {
    let (site, _) = browser();
    let address = address(&site).await;
    site.request(http::Method::HEAD, &address).await.status(200);
    let refused = site.post(&address).await;
    assert_eq!(refused.status(405).header("allow").as_deref(), Some("GET, HEAD"));
}
