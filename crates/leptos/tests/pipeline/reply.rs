//! What an action writes into its answer: cookies, headers, a redirect, work for afterwards.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{Router, extract::ConnectInfo, routing::get};
use http::header::HeaderName;
use http_body_util::BodyExt;
use leptos_actions::{Cookies, prelude::*};
use leptos_actions_core::{codec, wire::Answer};
use leptos_actions_testing::{Received, Site};
use serde_json::{Value, json};

use super::{
    site, site_with,
    support::{Ran, config, log::Log, mount},
};

#[query(public)]
pub async fn who_is_in(#[extract] cookies: Cookies) -> CallResult<Option<String>> {
    Ok(cookies.get("session"))
}

/// Answers with who a query sees that it calls itself.
#[action(public)]
pub async fn sign_in(name: String, to: String, #[extract] reply: Reply) -> CallResult<Option<String>> {
    reply.set_cookie(("session", name));
    reply.header(HeaderName::from_static("x-greeting"), "hello".parse()?);
    reply.redirect(to)?;
    who_is_in().await
}

#[action(public)]
pub async fn sign_out(#[extract] reply: Reply) -> CallResult<Option<String>> {
    reply.remove_cookie("session");
    who_is_in().await
}

#[query(public)]
pub async fn sneaks_a_cookie() -> CallResult<Option<String>> {
    sign_out().await
}

/// Registers work that registers work, each of which calls as whoever made this call.
#[action(public)]
pub async fn later(#[extract] reply: Reply, #[extract] State(ran): State<Ran>) -> CallResult<()> {
    let again = reply.clone();
    reply.after(async move {
        let seen = who_is_in().await;
        assert_eq!(seen, Ok(Some("ada".into())));
        ran.once_more();
        again.after(async move { ran.once_more() });
    });
    Ok(())
}

#[action(public)]
pub async fn later_and_fails(#[extract] reply: Reply, #[extract] State(ran): State<Ran>) -> CallResult<()> {
    reply.after(async move { ran.once_more() });
    Err(CallError::Conflict)
}

async fn sign_in_to(site: &Site, to: &str) -> Received {
    site.post("/_call/sign_in")
        .json(&json!({ "name": "ada l", "to": to }))
        .await
}

// covers: CKH-02
#[tokio::test]
async fn cookies_headers_and_a_redirect_travel_with_a_programs_answer() {
    let (site, _) = site();
    let answer = sign_in_to(&site, "/cart?page=2").await;
    answer.status(200);
    let cookie = answer.header("set-cookie").unwrap();
    assert_eq!(cookie, "session=ada%20l; HttpOnly; SameSite=Lax; Secure; Path=/");
    assert_eq!(answer.header("x-greeting").as_deref(), Some("hello"));
    assert_eq!(answer.header("actions-redirect").as_deref(), Some("/cart?page=2"));
    assert_eq!(answer.header("location"), None, "`fetch` would follow it");
    assert_eq!(
        answer.json::<Value>(),
        "ada l",
        "a nested query sees the cookie that was just set"
    );
}

#[tokio::test]
async fn our_own_client_finds_the_redirect_in_the_envelope() {
    let (site, _) = site();
    let answer = site
        .call(&SignIn {
            name: "ada".into(),
            to: "/cart".into(),
        })
        .await;
    let envelope: Answer = codec::from_slice(answer.bytes()).unwrap();
    assert_eq!(envelope.redirect.as_deref(), Some("/cart"));
    assert!(answer.cookie("session").is_some());
}

// covers: MPA-19
#[tokio::test]
async fn a_posted_form_is_redirected_with_its_cookies() {
    let (site, _) = site();
    let answer = site
        .post("/page?_call=sign_in")
        .form(&[("name", "ada"), ("to", "/cart")])
        .await;
    answer.status(303).redirected_to("/cart");
    assert_eq!(answer.cookie("session").unwrap().value(), "ada");
    assert_eq!(answer.header("x-greeting").as_deref(), Some("hello"));
    assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
    assert!(answer.bytes().is_empty());
}

#[tokio::test]
async fn a_redirect_leads_nowhere_but_to_this_site() {
    let (site, _) = site();
    let log = Log::listen();
    for target in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "cart",
        "/a\r\nset-cookie: x=1",
        "",
    ] {
        let answer = sign_in_to(&site, target).await;
        answer.status(500);
        assert_eq!(answer.header("actions-redirect"), None);
        let page = site
            .post("/page?_call=sign_in")
            .form(&[("name", "ada"), ("to", target)])
            .await;
        page.status(500);
        assert_eq!(page.header("location"), None);
    }
    assert_eq!(log.about("must be an absolute path of this site").len(), 14);
}

#[tokio::test]
async fn a_removed_cookie_is_gone_at_once() {
    let (site, _) = site();
    let request = site
        .post("/_call/sign_out")
        .cookie("session", "ada")
        .header("sec-fetch-site", "same-origin");
    let answer = request.await;
    assert_eq!(answer.status(200).json::<Value>(), Value::Null);
    assert!(answer.cookie("session").unwrap().max_age().unwrap().is_zero());
}

#[tokio::test]
async fn a_query_cannot_set_a_cookie_through_an_action() {
    let (site, _) = site();
    let log = Log::listen();
    let answer = site.get("/_call/sneaks_a_cookie").await;
    answer.status(500);
    assert_eq!(answer.header("set-cookie"), None);
    assert_eq!(log.about("an action is being run inside a query").len(), 1);
}

#[tokio::test]
async fn a_cookie_is_secure_exactly_when_the_site_is() {
    let secure = async |site: &Site| sign_in_to(site, "/").await.cookie("session").unwrap().secure() == Some(true);
    let on =
        |origins: &[&str]| site_with(|config| config.origins = origins.iter().map(ToString::to_string).collect()).0;
    assert!(secure(&on(&["https://shop.example"])).await);
    assert!(!secure(&on(&["http://localhost:3000"])).await);
    assert!(!secure(&on(&["https://shop.example", "http://localhost:3000"])).await);
    assert!(!secure(&on(&[])).await);
}

#[tokio::test]
async fn only_a_trusted_proxy_says_that_the_site_is_secure() {
    let proxy = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));
    let (site, _) = site_with(|config| {
        config.origins = vec!["http://localhost:3000".into()];
        config.proxies = vec![proxy];
    });
    let is_secure = async |peer: IpAddr, protocol: &str| {
        let request = site.post("/_call/sign_in").json(&json!({ "name": "ada", "to": "/" }));
        let peer = ConnectInfo(SocketAddr::new(peer, 1234));
        let answer = request.extension(peer).header("x-forwarded-proto", protocol).await;
        answer.cookie("session").unwrap().secure() == Some(true)
    };
    assert!(is_secure(proxy, "https").await);
    assert!(!is_secure(proxy, "http").await);
    assert!(!is_secure(Ipv4Addr::new(10, 0, 0, 2).into(), "https").await);
}

/// Lets everything that is ready run.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

// covers: AFT-02 AFT-04
#[tokio::test]
async fn work_for_afterwards_runs_once_the_body_is_sent() {
    let (site, ran) = site();
    for address in ["/_call/later", "/_call/later.cbor", "/page?_call=later"] {
        let before = ran.times();
        let request = site
            .post(address)
            .cookie("session", "ada")
            .header("sec-fetch-site", "same-origin");
        let response = request.form(&[]).send().await;
        settle().await;
        assert_eq!(ran.times(), before, "the answer has not been sent");
        drop(response.into_body().collect().await.unwrap());
        settle().await;
        assert_eq!(ran.times(), before + 2, "it, and what it registered itself");
    }
}

#[tokio::test]
async fn work_for_afterwards_runs_also_when_nobody_takes_the_answer() {
    let (site, ran) = site();
    let request = site
        .post("/_call/later")
        .cookie("session", "ada")
        .header("sec-fetch-site", "same-origin");
    drop(request.send().await);
    settle().await;
    assert_eq!(ran.times(), 2);
}

#[tokio::test]
async fn work_for_afterwards_runs_also_when_nobody_waits_for_the_page_that_answers() {
    let ran = Ran::default();
    let pages = Router::new().route("/stuck", get(std::future::pending::<()>));
    let site = Site::new(mount(pages, config(|_| ()), &ran));
    tokio::select! {
        biased;
        _ = site.post("/stuck?_call=later_and_fails").form(&[]).send() => panic!("the page is never done"),
        () = settle() => assert_eq!(ran.times(), 0),
    }
    settle().await;
    assert_eq!(ran.times(), 1);
}
