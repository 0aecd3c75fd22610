//! What broke others, tried on this library. Each test asserts that nothing happened, and not a status alone. What older
//! tests show stands in `docs/conformance.md`, group "Gestures and foreign hands".

use std::cell::Cell;

use axum::{
    Router,
    extract::{Request, State as AxumState},
    middleware::{Next, from_fn_with_state},
    routing::get,
};
use http::Method;
use leptos_actions::{Cache, Registry, actions, prelude::*};
use leptos_actions_core::Kind;
use leptos_actions_testing::Site;

use super::{
    site,
    support::{Ran, body::watched, config},
};

const FORM: &str = "application/x-www-form-urlencoded";

/// Headers by which other systems let a request say that it is another one.
const OVERRIDES: [(&str, &str); 9] = [
    ("x-http-method-override", "POST"),
    ("x-http-method", "POST"),
    ("x-method-override", "POST"),
    ("x-original-url", "/_call/members_touch"),
    ("x-rewrite-url", "/_call/members_touch"),
    ("x-astro-path", "/_call/members_touch"),
    ("x-invoke-path", "/_call/members_touch"),
    ("x-middleware-subrequest", "middleware:middleware:middleware"),
    ("forwarded", "host=evil.example;proto=https"),
];

// covers: GST-27
#[tokio::test]
async fn whoever_may_not_call_may_not_by_any_second_way() {
    let (site, ran) = site();
    let addresses = [
        "/_call/members_touch",
        "/_call/members_touch.cbor",
        "/_call/members_touch?text=x",
        "/_call/%6dembers_touch",
        "/_call//members_touch",
        "//_call/members_touch",
        "/page/../_call/members_touch",
        "/page/%2e%2e/_call/members_touch",
        "/%5fcall/members_touch",
        "/_CALL/members_touch",
        "/_call/members_touch/",
        "/_call/members_touch;x=1",
        "/page",
        "/page?_call=members_touch",
    ];
    for address in addresses {
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE] {
            for header in OVERRIDES {
                let (body, polled) = watched("text=x");
                let request = site.request(method.clone(), address).header(header.0, header.1);
                let answer = request.body(FORM, body).await;
                let is_page = address.starts_with("/page") && answer.code() != 405;
                assert!(is_page || answer.code() >= 400, "{method} {address} {header:?}");
                // What was typed into a form whose sender is refused is read to be shown again, and for nothing else.
                let is_shown = address.contains("?_call=") && method == Method::POST;
                assert!(is_shown || !polled.was_polled(), "{method} {address} {header:?}");
            }
        }
    }
    assert_eq!(ran.times(), 0);
}

// covers: GST-27
#[tokio::test]
async fn no_action_is_called_by_reading_whoever_reads() {
    let (site, ran) = site();
    let table = Registry::collect().expect("there are calls");
    let actions = table
        .iter()
        .map(|endpoint| endpoint.meta())
        .filter(|meta| meta.kind == Kind::Action);
    let mut tried = 0;
    for meta in actions {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            for address in [
                format!("/_call/{}?text=x&name=x", meta.name),
                format!("/_call/{}.cbor?_args=oA", meta.name),
            ] {
                let prefetched = site.request(method.clone(), &address).header("sec-purpose", "prefetch");
                let answer = prefetched.header("x-member", "ada").await;
                answer.status(405);
                assert_eq!(answer.header("allow").as_deref(), Some("POST, DELETE"));
            }
        }
        let page = site
            .get(&format!("/page?_call={}", meta.name))
            .header("x-member", "ada");
        page.await.status(200).contains("the page");
        tried += 1;
    }
    assert!(tried > 20, "{tried} actions");
    assert_eq!(ran.times(), 0);
}

// covers: GST-27
#[tokio::test]
async fn a_fields_name_is_a_text_and_reaches_nothing() {
    let (site, ran) = site();
    let deep = vec!["a"; 5_000].join(".");
    let brackets = ["text", &"[".repeat(15_000)].concat();
    let names = [
        "__proto__",
        "__proto__[text]",
        "constructor.prototype.text",
        "text.__proto__",
        "text[]",
        "text[0]",
        "text.4294967295",
        "text[18446744073709551616]",
        "_call",
        "_args",
        &deep,
        &brackets,
    ];
    for (count, name) in names.into_iter().enumerate() {
        let sent = site.post("/_call/touch").form(&[(name, "planted"), ("text", "plain")]);
        assert_eq!(sent.await.status(200).json::<String>(), "plain", "{name:.40}");
        assert_eq!(ran.times(), count + 1);
        // Alone it fills nothing in.
        site.post("/_call/touch").form(&[(name, "planted")]).await.status(422);
        assert_eq!(ran.times(), count + 1);
    }
}

// covers: GST-27
#[tokio::test]
async fn no_redirect_leads_away_by_a_scheme_or_by_what_browsers_leave_out() {
    let (site, _) = site();
    for target in [
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "https:evil.example",
        "https:/evil.example",
        "https:\\\\evil.example",
        "https://",
        "https:///evil.example",
        "https://user@evil.example",
        "https://evil.example\\@shop.example",
        "\thttps://evil.example",
        "https://evil.example\r\nset-cookie: x=1",
        "ht\ntps://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r/evil.example",
        " //evil.example",
        "\u{a0}//evil.example",
        "",
    ] {
        for (call, field) in [("leave", "to"), ("sign_in", "to")] {
            let fields = [("name", "ada"), (field, target)];
            let called = site.post(&format!("/_call/{call}")).form(&fields).await;
            called.status(500);
            assert_eq!(called.header("actions-redirect"), None, "{call} {target:?}");
            let posted = site.post(&format!("/page?_call={call}")).form(&fields).await;
            posted.status(500);
            assert_eq!(posted.header("location"), None, "{call} {target:?}");
        }
    }
}

/// A request that says it is for another host is answered with addresses that name none.
// covers: GST-27
#[tokio::test]
async fn no_address_is_made_of_what_a_request_says_its_host_is() {
    /// Counts requests for other hosts: the site makes its own, when it renders a page for an answer.
    async fn note_host(AxumState(ran): AxumState<Ran>, request: Request, next: Next) -> axum::response::Response {
        if request.uri().host().is_some() {
            ran.once_more();
        }
        next.run(request).await
    }
    let ran = Ran::default();
    let pages = Router::new()
        .route("/cart", get(|| async { axum::response::Html("<p>the cart</p>") }))
        .route("/page", get(|| async { axum::response::Html("<p>the page</p>") }))
        .layer(from_fn_with_state(ran.clone(), note_host));
    let actions = actions().config(config(|_| ())).state(Ran::default());
    let site = Site::new(actions.mount(pages).expect("it can be mounted"));
    for (name, value) in [("host", "evil.example"), ("x-forwarded-host", "evil.example")] {
        let fields = [("name", "ada"), ("to", "/cart")];
        let posted = site.post("/page?_call=sign_in").header(name, value).form(&fields).await;
        posted.status(303).redirected_to("/cart");
        let refused = site
            .post("/page?_call=sign_in")
            .header(name, value)
            .form(&[("to", "/cart")])
            .await;
        refused.status(422).lacks("evil.example");
        let called = site.post("/_call/sign_in.cbor").header(name, value).form(&fields).await;
        assert!(!called.status(200).text().contains("evil.example"));
    }
    assert_eq!(ran.times(), 0);
}

thread_local! {
    /// What is written where the next function looks.
    static DEPTH: Cell<usize> = const { Cell::new(1) };
}

/// Keeps what it finds.
#[cached("1h", tags = ["depth"])]
pub async fn sound() -> CallResult<usize> {
    Ok(DEPTH.get())
}

/// Learns what it depends on late, and answers later still.
#[query(public, cache = shared("1h"))]
pub async fn get_depth(#[extract] State(ran): State<Ran>) -> CallResult<usize> {
    ran.once_more();
    ran.wait().await;
    let depth = sound().await?;
    ran.wait().await;
    Ok(depth)
}

fn write(cache: &Cache, depth: usize) {
    DEPTH.set(depth);
    cache.revalidate("depth");
}

async fn until(is_so: impl Fn() -> bool) {
    while !is_so() {
        tokio::task::yield_now().await;
    }
}

// covers: GST-27
#[tokio::test]
async fn what_is_kept_goes_by_what_it_depends_on_however_late_it_learned_that() {
    let (ran, cache) = (Ran::default(), Cache::default());
    let actions = actions().config(config(|_| ())).state(ran.clone()).cache(cache.clone());
    let site = std::rc::Rc::new(Site::new(actions.mount(Router::new()).expect("it can be mounted")));
    let local = tokio::task::LocalSet::new();
    let readers = |count: usize| {
        let readers: Vec<_> = (0..count)
            .map(|_| {
                let site = std::rc::Rc::clone(&site);
                local.spawn_local(async move { site.get("/_call/get_depth").await.status(200).json::<usize>() })
            })
            .collect();
        futures_util::future::join_all(readers)
    };
    write(&cache, 1);
    let first = readers(4);
    local.run_until(until(|| ran.times() == 1)).await;
    // It depends on nothing so far; what it reads after this is new.
    write(&cache, 2);
    ran.let_go(1);
    let before = cache.size();
    local.run_until(until(|| cache.size() > before)).await;
    // By now it depends on what is written here.
    write(&cache, 3);
    let later = readers(4);
    local.run_until(until(|| ran.times() == 2)).await;
    ran.let_go(3);
    let first: Vec<_> = local.run_until(first).await.into_iter().map(Result::unwrap).collect();
    let later: Vec<_> = local.run_until(later).await.into_iter().map(Result::unwrap).collect();
    assert_eq!((first, later), (vec![2; 4], vec![3; 4]));
    let kept: Vec<_> = local
        .run_until(readers(4))
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert_eq!(
        (kept, ran.times()),
        (vec![3; 4], 2),
        "and what is kept is the newer one"
    );
}
