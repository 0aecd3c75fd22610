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

#[tokio::test]
async fn a_page_leads_whom_it_is_not_for_elsewhere() {
    let (site, ran) = browser();
    site.get("/account")
        .await
        .status(303)
        .redirected_to("/sign-in?back=/account");
    // What they typed is told and not lost.
    let told = site
        .post("/account?_call=members_note")
        .form(&[("text", "a long note")])
        .await;
    told.status(401)
        .contains("Please sign in first.")
        .contains("value=\"a long note\"");
    assert_eq!(told.header("location"), None);
    site.get("/account")
        .cookie("member", "1")
        .await
        .status(200)
        .contains("<form");
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn a_page_leads_to_its_own_site_only() {
    let (site, _) = browser();
    for (to, leads) in [
        ("/notes%3Fx=1", "/notes?x=1"),
        ("//evil.example", "/"),
        ("/%5Cevil.example", "/"),
        ("https:%2F%2Fevil.example", "/"),
        ("/%0D%0Aset-cookie:x=1", "/"),
        ("", "/"),
    ] {
        site.get(&format!("/leaving?to={to}"))
            .await
            .status(303)
            .redirected_to(leads);
    }
}

// Where the page of a failed form leads is the page's to say, and not the call's that failed.
#[tokio::test]
async fn a_page_that_leads_away_does_so_after_a_failure_too() {
    let (site, ran) = browser();
    let left = site.post("/leaving?to=/notes&_call=save_note").form(&INVALID).await;
    left.status(303).redirected_to("/notes");
    assert_eq!(left.header("cache-control").as_deref(), Some("no-store"));
    let failed = [("text", "nowhere"), ("copies", "1")];
    let told = site.post("/notes?_call=save_note").form(&failed).await;
    told.status(409).contains("value=\"nowhere\"");
    assert_eq!((told.header("location"), ran.times()), (None, 1));
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

/// A page whose form saves a note.
pub const SAVING: &str = "/notes?_call=save_note";

// covers: RED-12 RED-13
#[tokio::test]
async fn a_handler_redirects_a_post_as_it_says() {
    let (site, ran) = browser();
    let answer = site.post("/see-other").form(&VALID).await;
    answer.status(303).redirected_to("/notes");
    site.follow(&answer)
        .await
        .status(200)
        .contains("<p id=\"last\">nothing");
    assert_eq!(ran.times(), 0, "a page is asked for, and nothing is posted again");
    for (handler, status) in [("/temporary", 307), ("/permanent", 308)] {
        let before = ran.times();
        let answer = site.post(handler).form(&VALID).await;
        answer.status(status).redirected_to(SAVING);
        assert_eq!(ran.times(), before);
        // The browser posts the same once more.
        let target = answer.header("location").unwrap();
        site.post(&target)
            .form(&VALID)
            .await
            .status(303)
            .redirected_to("/notes");
        assert_eq!(ran.times(), before + 1);
    }
}
