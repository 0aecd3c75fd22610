//! What an action writes into its answer: cookies, headers, a redirect, work for afterwards.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{Router, extract::ConnectInfo, routing::get};
use http::{HeaderValue, header::HeaderName};
use http_body_util::BodyExt;
use leptos_actions::{Cookies, Headers, prelude::*};
use leptos_actions_core::{codec, wire::Answer};
use leptos_actions_testing::{Received, Site};
use serde_json::{Value, json};

use super::{
    fresh::GetSlow,
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

/// Sends its caller to what is no page of the application.
#[action(public)]
pub async fn leave(to: String, #[extract] reply: Reply) -> CallResult<()> {
    reply.redirect("/")?;
    Ok(reply.redirect_external(to)?)
}

/// What an action reads of its request: a cookie as a number, whether there is another, and who asks.
#[action(public)]
pub async fn read_request(
    #[extract] cookies: Cookies,
    #[extract] Headers(headers): Headers,
) -> CallResult<(Option<u32>, bool, String)> {
    let visits = cookies.get("visits").and_then(|visits| visits.parse().ok());
    let agent = headers.get("user-agent").map(|agent| agent.to_str()).transpose()?;
    Ok((
        visits,
        cookies.get("theme").is_some(),
        agent.unwrap_or_default().to_owned(),
    ))
}

/// Sets one cookie by the cookie's own means, and one of the same name and another by a header.
#[action(public)]
pub async fn set_both_ways(#[extract] reply: Reply) -> CallResult<()> {
    reply.header(http::header::SET_COOKIE, "theme=explicit; Path=/".parse()?);
    for name in ["theme", "visits", "them"] {
        reply.set_cookie((name, "ours"));
    }
    Ok(())
}

/// Writes to its reply when that is sent.
#[action(public)]
pub async fn too_late(#[extract] reply: Reply) -> CallResult<()> {
    let late = reply.clone();
    reply.after(async move {
        late.set_cookie(("late", "1"));
        late.header(HeaderName::from_static("x-late"), HeaderValue::from_static("1"));
        let _ = late.redirect("/late");
    });
    Ok(())
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

// covers: RED-04 RED-05
#[tokio::test]
async fn to_another_site_and_to_a_file_leads_who_says_so_by_name() {
    let (site, _) = site();
    for to in [
        "https://payments.example/checkout?order=7#pay",
        "http://localhost:4000",
        "https://[::1]:8443/x",
        "/files/invoice.pdf?x=1",
    ] {
        let leave = [("to", to)];
        let json = site.post("/_call/leave").form(&leave).await;
        assert_eq!(json.status(200).header("actions-redirect").as_deref(), Some(to));
        let posted = site.post("/page?_call=leave").form(&leave).await;
        posted.status(303).redirected_to(to);
        // Twice under one key: also an answer that is given again says that it leads away.
        for _ in 0..2 {
            let keyed = [("to", to), ("_key", "8e03978e-40d5-43e8-bc93-6894a57f9324")];
            let ours = site.post("/_call/leave.cbor").form(&keyed).await;
            let envelope: Answer = codec::from_slice(ours.status(200).bytes()).unwrap();
            assert_eq!((envelope.redirect.as_deref(), envelope.external), (Some(to), true));
            let posted = site.post("/page?_call=leave").form(&keyed).await;
            posted.status(303).redirected_to(to);
            assert!(posted.cookie("_told").is_none(), "no page of ours comes");
        }
    }
    let plain = sign_in_to(&site, "/cart").await;
    assert!(!plain.text().contains("external"));
}

#[tokio::test]
async fn what_is_no_address_leads_nowhere() {
    let (site, _) = site();
    for to in [
        "",
        "payments.example",
        "//payments.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://payments.example",
        "https:payments.example",
        "https:///x",
        "https://:443",
        "https://shop.example@payments.example",
        "https://payments.example\\@shop.example",
        "https://payments.example/\r\nset-cookie: x=1",
        "https://pl\u{e1}tce.example",
        " https://payments.example",
    ] {
        let answer = site.post("/_call/leave").form(&[("to", to)]).await;
        answer.status(500);
        assert_eq!(answer.header("actions-redirect"), None, "{to:?}");
    }
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

// covers: CKH-08
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
async fn work_for_afterwards_runs_also_when_nobody_waits_for_what_is_read_again() {
    let (site, ran) = site();
    let request = site.call(&Later {}).cookie("session", "ada").on_screen(&GetSlow {});
    tokio::select! {
        biased;
        _ = request.send() => panic!("what is on screen is never read"),
        () = settle() => assert_eq!(ran.times(), 0),
    }
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

// covers: CKH-01 CKH-09
#[tokio::test]
async fn an_action_reads_cookies_and_headers_however_it_is_called() {
    let (site, _) = site();
    let ask = |address: &str, cookies: &'static str| {
        let request = site
            .post(address)
            .header("cookie", cookies)
            .header("user-agent", "curl/8");
        request.header("actions-signature", "0").form(&[])
    };
    for (cookies, read) in [
        ("visits=7; theme=dark", (Some(7), true)),
        ("theme=", (None, true)),
        ("visits=many", (None, false)),
        ("visits=%37; other=theme", (Some(7), false)),
    ] {
        let read = (read.0, read.1, "curl/8".to_owned());
        let json = ask("/_call/read_request", cookies).await;
        assert_eq!(
            json.status(200).json::<(Option<u32>, bool, String)>(),
            read,
            "{cookies}"
        );
        let ours = ask("/_call/read_request.cbor", cookies).await;
        assert_eq!(ours.outcome::<ReadRequest>(), Ok(read), "{cookies}");
    }
}

// covers: CKH-09
#[tokio::test]
async fn a_handler_reads_cookies_by_name() {
    async fn visits(scope: Scope) -> String {
        let visits = scope.cookie("visits").and_then(|visits| visits.parse::<u32>().ok());
        format!("{visits:?} {}", scope.cookie("theme").is_some())
    }
    let pages = Router::new().route("/visits", get(visits));
    let site = Site::new(mount(pages, config(|_| ()), &Ran::default()));
    let says = async |cookies: &str| site.get("/visits").header("cookie", cookies).await.text();
    assert_eq!(says("visits=7; theme=dark").await, "Some(7) true");
    assert_eq!(says("visits=x").await, "None false");
}

fn cookies(received: &Received) -> Vec<String> {
    let all = received.headers().get_all("set-cookie").iter();
    let mut all: Vec<_> = all
        .map(|value| value.to_str().unwrap().split(';').next().unwrap().to_owned())
        .collect();
    all.sort();
    all
}

// covers: CKH-04
#[tokio::test]
async fn a_cookie_in_an_explicit_header_wins_and_the_others_are_set_as_well() {
    async fn handler() -> impl axum::response::IntoResponse {
        let _ = sign_in("ada".into(), "/".into()).await;
        let _ = set_both_ways().await;
        let explicit = [("set-cookie", "session=explicit"), ("set-cookie", "own=1")];
        (axum::response::AppendHeaders(explicit), "done")
    }
    let pages = Router::new().route("/handler", axum::routing::post(handler));
    let site = Site::new(mount(pages, config(|_| ()), &Ran::default()));
    for address in [
        "/_call/set_both_ways",
        "/_call/set_both_ways.cbor",
        "/page?_call=set_both_ways",
    ] {
        let answer = site.post(address).form(&[]).await;
        assert_eq!(
            cookies(&answer),
            ["them=ours", "theme=explicit", "visits=ours"],
            "{address}"
        );
    }
    let answer = site.post("/handler").await;
    let all = [
        "own=1",
        "session=explicit",
        "them=ours",
        "theme=explicit",
        "visits=ours",
    ];
    assert_eq!(cookies(&answer), all);
}

// covers: CKH-08
#[tokio::test]
async fn what_is_written_to_a_reply_that_is_sent_is_lost_with_a_word_in_the_log() {
    let (site, _) = site();
    let log = Log::listen();
    for address in ["/_call/too_late", "/page?_call=too_late"] {
        let answer = site.post(address).form(&[]).await;
        assert_eq!((cookies(&answer), answer.header("x-late")), (vec![], None));
        settle().await;
    }
    let logged = log.about("set it in the body of an action");
    assert_eq!(logged.len(), 6, "{:?}", log.events());
    for what in ["a cookie came", "a header came", "a redirect came"] {
        assert_eq!(log.about(what).len(), 2);
    }
}
