//! A form is carried out once, and its success told once.

use leptos_actions_testing::{Received, Site};

use super::{KEY, application, browser};

/// The key of a page's first form.
pub fn key(html: &str) -> String {
    let (_, rest) = html.split_once("name=\"_key\" value=\"").expect("there is a form");
    rest.split('"').next().unwrap_or_default().to_owned()
}

async fn save(site: &Site, page: &str, text: &str) -> Received {
    let fields = [("_key", KEY), ("text", text), ("copies", "2")];
    site.post(page).form(&fields).await
}

#[tokio::test]
async fn a_form_that_is_posted_twice_is_carried_out_once() {
    let (site, ran) = browser();
    for _ in 0..2 {
        let answer = save(&site, "/search?q=x&_call=save_note", "Ema").await;
        answer.status(303).redirected_to("/search?q=x");
    }
    assert_eq!(ran.times(), 1);
    save(&site, "/search?q=x&_call=save_note", "Emma").await.status(303);
    assert_eq!(ran.times(), 2, "a corrected form is another intent");
}

#[tokio::test]
async fn a_failure_of_the_body_is_answered_again_and_the_page_has_a_new_key() {
    let (site, ran) = browser();
    for _ in 0..2 {
        let page = save(&site, "/search?_call=save_note", "taken").await;
        page.status(409)
            .contains("This name is taken.")
            .contains("value=\"taken\"")
            .lacks(KEY);
        assert_eq!(key(&page.text()).len(), 48);
    }
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn a_form_under_which_nothing_has_happened_keeps_its_key_and_the_page_is_stored_nowhere() {
    let (site, ran) = browser();
    let fields = [("_key", KEY), ("text", "Ema"), ("copies", "two")];
    let page = site.post("/search?_call=save_note").form(&fields).await;
    assert_eq!(key(&page.status(422).text()), KEY);
    assert_eq!(page.header("cache-control").as_deref(), Some("no-store"));
    save(&site, "/search?_call=save_note", "Ema").await.status(303);
    save(&site, "/search?_call=save_note", "Ema").await.status(303);
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn each_form_of_each_rendering_has_a_key_and_the_page_is_stored_nowhere() {
    let (site, _) = browser();
    let mut seen = std::collections::BTreeSet::new();
    for page in ["/search", "/search", "/in-order", "/rows"] {
        let answer = site.get(page).await;
        assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"), "{page}");
        let html = answer.text();
        let keys: Vec<String> = html.split("<form").skip(1).map(key).collect();
        assert!(
            keys.iter().all(|key| key.len() == 48 && seen.insert(key.clone())),
            "{page}: {keys:?}"
        );
    }
    assert_eq!(seen.len(), 5);
    assert_eq!(site.get("/plain").await.header("cache-control"), None);
}

#[tokio::test]
async fn a_success_is_told_once_by_the_page_it_leads_to() {
    for page in ["/search?q=x&page=2", "/in-order?q=x", "/notes?"] {
        let (site, _) = browser();
        let answer = save(&site, &format!("{page}&_call=save_note"), "Ema").await;
        site.get("/rows").await.status(200).lacks("Saved.");
        site.get(page)
            .header("accept", "image/avif,*/*;q=0.8")
            .await
            .lacks("Saved.");
        site.follow(&answer)
            .await
            .status(200)
            .contains("Saved.")
            .contains("value=\"\"");
        site.follow(&answer).await.status(200).lacks("Saved.");
        site.get(page).await.status(200).lacks("Saved.");
    }
}

#[tokio::test]
async fn a_success_is_told_by_its_own_form_alone() {
    let (site, _) = browser();
    let fields = [("_key", KEY), ("_instance", "second"), ("text", "Ema"), ("copies", "2")];
    let answer = site.post("/rows?_call=save_note").form(&fields).await;
    let page = site.follow(&answer).await.text();
    let (first, second) = page.split_once("<section id=\"second\"").expect("two rows");
    assert!(!first.contains("Saved.") && second.contains("Saved."), "{page}");
}

// covers: GST-01 GST-02
#[tokio::test]
async fn a_page_that_answers_a_post_rests_before_it_takes_another_press() {
    let rests = "@keyframes _rest";
    let (site, _) = browser();
    site.get("/search?q=x").await.lacks(rests);
    let answer = save(&site, "/search?q=x&_call=save_note", "Ema").await;
    site.follow(&answer).await.contains("Saved.").contains(rests);
    site.follow(&answer).await.lacks(rests);
    let refused = save(&site, "/search?q=x&_call=save_note", "").await;
    refused.status(422).contains(rests);
}

// covers: GST-27
#[tokio::test]
async fn nobody_makes_a_pointer_or_leads_it_elsewhere() {
    let (router, _) = application();
    let (site, stranger) = (Site::browser(router.clone()), Site::browser(router));
    let answer = save(&site, "/search?q=x&_call=save_note", "Ema").await;
    let pointer = site.cookie("_told").expect("there is a pointer");
    let mut forged = pointer.clone().into_bytes();
    forged[50] ^= 1;
    for (page, pointer) in [
        ("/notes", pointer.as_str()),
        ("/search", std::str::from_utf8(&forged).expect("still text")),
        ("/search", &pointer[1..]),
        ("/search", ""),
        ("/search", "ž"),
    ] {
        let page = stranger.get(page).cookie("_told", pointer).await;
        page.status(200).lacks("Saved.");
    }
    // Nothing of it was used up.
    site.follow(&answer).await.contains("Saved.");
}

#[tokio::test]
async fn a_page_that_may_never_be_looked_at_tells_nothing() {
    let (site, _) = browser();
    let answer = save(&site, "/search?q=x&_call=save_note", "Ema").await;
    let prefetched = site.follow(&answer).header("sec-purpose", "prefetch;prerender").await;
    prefetched.status(200).lacks("Saved.");
    site.follow(&answer).await.contains("Saved.");
}
