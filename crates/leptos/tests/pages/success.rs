//! A form that succeeds leads back to its page, or to where the reply says.

use super::browser;

// covers: MPA-03 MPA-04
#[tokio::test]
async fn success_leads_back_to_the_same_page_with_its_query() {
    let (site, ran) = browser();
    for page in ["/search?q=x&page=2", "/in-order?q=a%26b&x", "/notes"] {
        let rendered = site.get(page).await;
        let separator = if page.contains('?') { "&amp;" } else { "?" };
        let target = format!("action=\"{}{separator}_call=save_note\"", page.replace('&', "&amp;"));
        rendered.status(200).contains("method=\"post\"").contains(&target);

        let joined = format!("{page}{}_call=save_note", if page.contains('?') { '&' } else { '?' });
        let answer = site.post(&joined).form(&[("text", "Ema"), ("copies", "2")]).await;
        answer.status(303).redirected_to(page);
        assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
        site.follow(&answer).await.status(200).contains("<p id=\"last\">Ema");
    }
    assert_eq!(ran.times(), 3);
}

// covers: MPA-01 MPA-19
#[tokio::test]
async fn success_leads_where_the_reply_says_and_its_cookie_comes_along() {
    let (site, _) = browser();
    let answer = site
        .post("/search?q=x&_call=save_note")
        .form(&[("text", "elsewhere"), ("copies", "7")])
        .await;
    answer.status(303).redirected_to("/notes?copies=7");
    assert_eq!(site.cookie("last").as_deref(), Some("elsewhere"));
    site.follow(&answer)
        .await
        .status(200)
        .contains("<p id=\"last\">elsewhere");
}

// covers: GST-27
#[tokio::test]
async fn a_path_that_a_browser_would_read_as_another_site_stays_a_path() {
    let (site, _) = browser();
    let note = [("text", "Ema"), ("copies", "2")];
    for (path, own) in [
        ("//evil.example/x", "/.//evil.example/x"),
        ("/\\evil.example", "/./\\evil.example"),
    ] {
        let answer = site.post(&format!("{path}?q=x&_call=save_note")).form(&note).await;
        answer.status(303).redirected_to(&format!("{own}?q=x"));
    }
    let absolute = site.post("http://evil.example/notes?_call=save_note").form(&note).await;
    absolute.status(303).redirected_to("/notes");
    let page = site.get("http://evil.example/notes").await;
    page.status(200)
        .contains("action=\"/notes?_call=save_note\"")
        .lacks("evil.example");
}

#[tokio::test]
async fn a_page_that_is_got_with_the_name_of_a_call_is_the_plain_page() {
    let (site, ran) = browser();
    let plain = site.get("/search?q=x&page=2").await;
    let named = site.get("/search?q=x&_call=save_note&page=2").await;
    named.status(200).contains("<p id=\"address\">/search?q=x&amp;page=2");
    let body = |html: String| {
        let (_, rest) = html.split_once("<body>").unwrap();
        // Each form's key is its own.
        let (key, body) = (super::once::key(&html), rest.split_once("</body>").unwrap().0);
        body.replace(&key, "")
    };
    assert_eq!(body(named.text()), body(plain.text()), "the application never sees it");
    assert_eq!(ran.times(), 0);
}
