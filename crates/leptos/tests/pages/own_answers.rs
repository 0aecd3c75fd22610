//! What the application answers itself stays as it is.

use super::{browser, support::log::Log};

const VALID: [(&str, &str); 2] = [("text", "Ema"), ("copies", "1")];
const INVALID: [(&str, &str); 2] = [("text", ""), ("copies", "1")];

#[tokio::test]
async fn a_page_keeps_its_own_404() {
    let (site, ran) = browser();
    site.get("/gone").await.status(404);
    site.post("/gone?_call=save_note")
        .form(&INVALID)
        .await
        .status(404)
        .contains("Fill this in.");
    site.get("/nowhere").await.status(404);
    // The call is asked before the page.
    site.post("/gone?_call=save_note")
        .form(&VALID)
        .await
        .status(303)
        .redirected_to("/gone");
    site.post("/nowhere?_call=save_note").form(&INVALID).await.status(404);
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn a_page_keeps_its_own_redirect() {
    let (site, _) = browser();
    site.get("/moved").await.status(302).redirected_to("/notes");
    site.post("/moved?_call=save_note")
        .form(&INVALID)
        .await
        .status(302)
        .redirected_to("/notes");
}

// covers: INV-16 MPA-25
#[tokio::test]
async fn a_post_without_a_call_is_the_applications_own() {
    let (site, ran) = browser();
    let log = Log::listen();
    let answer = site
        .post("/echo?x=1")
        .form(&[("call", "save_note"), ("a", "b c")])
        .await;
    assert_eq!(answer.status(200).text(), "call=save_note&a=b+c");
    let multipart = site
        .post("/echo")
        .body("multipart/form-data; boundary=x", "--x--")
        .await;
    assert_eq!(multipart.status(200).text(), "--x--");
    // A page takes no post of its own.
    site.post("/search?q=x").form(&VALID).await.status(405);
    assert_eq!((ran.times(), log.events().len()), (0, 0), "{:?}", log.events());
}

#[tokio::test]
async fn plain_routes_are_left_alone() {
    let (site, _) = browser();
    let answer = site.get("/plain?_call=save_note").await;
    assert_eq!(answer.status(200).text(), "plain");
    assert_eq!(answer.header("cache-control"), None);
    assert_eq!(answer.header("set-cookie"), None);
}
