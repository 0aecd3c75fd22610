//! Step 1 and 2: a name is looked up in a closed table before anything else happens.

use http::Method;
use leptos_actions::CallError;
use serde_json::{Value, json};

use super::{
    calls::{Peek, Ping, Touch},
    site,
    support::{body::watched, log::Log},
};

// covers: SED-01
#[tokio::test]
async fn an_unknown_call_is_a_typed_404_and_its_body_is_not_touched() {
    let (site, _) = site();
    let log = Log::listen();
    let (body, polled) = watched("{\"text\":\"x\"}");
    let answer = site.post("/_call/no_such_call").body("application/json", body).await;
    answer.status(404);
    assert_eq!(
        answer.header("content-type").as_deref(),
        Some("application/problem+json")
    );
    assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
    let problem: Value = answer.json();
    assert_eq!(
        (&problem["status"], &problem["code"]),
        (&json!(404), &json!("not-found"))
    );
    assert!(!polled.was_polled(), "nobody asked for the body");
    assert_eq!(log.about("no_such_call").len(), 1, "{:?}", log.events());
}

// covers: SED-01
#[tokio::test]
async fn our_own_client_reads_an_unknown_call_in_its_own_format() {
    let (site, _) = site();
    let (body, polled) = watched("\u{a1}");
    let answer = site
        .post("/_call/no_such_call.cbor")
        .body("application/cbor", body)
        .await;
    answer.status(404);
    assert_eq!(answer.header("content-type").as_deref(), Some("application/cbor"));
    assert_eq!(answer.outcome::<Ping>(), Err(CallError::NotFound));
    assert!(!polled.was_polled());
}

// covers: SED-04 SED-06
#[tokio::test]
async fn a_name_cannot_be_a_path_or_forge_a_line_of_the_log() {
    let (site, ran) = site();
    let log = Log::listen();
    let names = [
        "../touch",
        "%2e%2e/touch",
        "..%2ftouch",
        "touch%00",
        "%00",
        "touch/",
        "/touch",
        "touch/../touch",
        "Touch",
        "TOUCH",
        "tou%63h",
        "touch%0d%0aERROR",
        "touch.json",
        "touch.CBOR",
        "touch.cbor.cbor",
        ".cbor",
        "",
        "toucH%20",
    ];
    for name in names {
        let (body, polled) = watched("text=x");
        let request = site.post(&format!("/_call/{name}"));
        let answer = request.body("application/x-www-form-urlencoded", body).await;
        assert_eq!((name, answer.code()), (name, 404));
        assert!(!polled.was_polled(), "{name:?}");
    }
    assert_eq!(ran.times(), 0);
    let lines: Vec<_> = log.events();
    assert_eq!(lines.len(), names.len(), "one line for each");
    assert!(
        lines
            .iter()
            .all(|line| line.fields.values().all(|value| !value.contains(char::is_control)))
    );
}

/// In the address of a form post a name is decoded.
// covers: SED-06
#[tokio::test]
async fn a_posted_name_cannot_forge_a_line_of_the_log() {
    let (site, ran) = site();
    let log = Log::listen();
    let address = "/page?_call=touch%0d%0aERROR+all+is+lost%1b%5b31m%00%e2%80%a8";
    site.post(address).form(&[("text", "x\nERROR")]).await.status(404);
    assert_eq!((ran.times(), log.events().len()), (0, 1));
    let line = &log.events()[0];
    assert!(log.mentions("touch\\nERROR", tracing::Level::WARN), "{line:?}");
    assert!(
        line.fields
            .values()
            .all(|value| !value.contains(['\r', '\n', '\u{1b}', '\0', '\u{2028}'])),
        "{line:?}"
    );
}

// covers: SED-06
#[tokio::test]
async fn a_long_name_is_cut_in_the_log() {
    let (site, _) = site();
    let log = Log::listen();
    site.post(&format!("/_call/{}", "n".repeat(5_000))).await.status(404);
    let logged: usize = log.events()[0].fields.values().map(String::len).sum();
    assert!(log.mentions(&"n".repeat(100), tracing::Level::WARN));
    assert!(logged < 200, "{logged} characters");
}

// covers: SED-25
#[tokio::test]
async fn a_wrong_method_is_told_the_right_one() {
    let (site, ran) = site();
    for method in ["GET", "HEAD", "PUT", "PATCH", "OPTIONS", "TRACE", "BREW"] {
        let method: Method = method.parse().unwrap();
        let answer = site.request(method, "/_call/touch?text=x").await;
        answer.status(405);
        assert_eq!(answer.header("allow").as_deref(), Some("POST, DELETE"));
    }
    for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
        let (body, polled) = watched("number=1");
        let request = site.request(method.parse().unwrap(), "/_call/peek?number=1");
        let answer = request.body("application/x-www-form-urlencoded", body).await;
        answer.status(405);
        assert_eq!(answer.header("allow").as_deref(), Some("GET, HEAD"));
        assert!(!polled.was_polled());
    }
    assert_eq!(ran.times(), 0);
    site.request(Method::HEAD, "/_call/peek?number=1").await.status(200);
    assert_eq!(
        site.get("/_call/touch.cbor")
            .await
            .status(405)
            .header("allow")
            .as_deref(),
        Some("POST, DELETE")
    );
}

#[tokio::test]
async fn a_wrong_media_type_is_refused_unread() {
    let (site, ran) = site();
    for (address, media_type) in [
        ("/_call/touch", "text/plain"),
        ("/_call/touch", "multipart/form-data; boundary=x"),
        ("/_call/touch", "application/cbor"),
        ("/_call/touch", "application/jsonp"),
        ("/_call/touch", ""),
        ("/_call/touch.cbor", "application/json"),
        ("/_call/touch.cbor", "text/plain;charset=application/cbor"),
        ("/page?_call=touch", "application/json"),
        ("/page?_call=touch", "text/plain"),
    ] {
        let (body, polled) = watched("{\"text\":\"x\"}");
        let answer = site.post(address).body(media_type, body).await;
        assert_eq!((address, media_type, answer.code()), (address, media_type, 415));
        assert!(!polled.was_polled(), "{address} {media_type}");
    }
    let (body, polled) = watched("text=x");
    let one = site
        .post("/_call/touch")
        .body("application/x-www-form-urlencoded", body);
    one.header("content-type", "application/json").await.status(415);
    assert!(!polled.was_polled());
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn a_media_type_is_read_as_its_standard_says() {
    let (site, _) = site();
    for media_type in [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json ;x=y",
    ] {
        site.post("/_call/touch")
            .body(media_type, "{\"text\":\"x\"}")
            .await
            .status(200);
    }
    site.post("/_call/touch.cbor")
        .body("application/x-www-form-urlencoded", "text=x")
        .await
        .status(200);
    site.post("/_call/ping").await.status(200);
}

// covers: SEX-09
#[tokio::test]
async fn the_suffix_names_the_format_of_the_answer() {
    let (site, _) = site();
    let plain = site.post("/_call/touch").json(&json!({ "text": "Ema" })).await;
    assert_eq!(plain.status(200).json::<String>(), "Ema");
    assert_eq!(plain.header("content-type").as_deref(), Some("application/json"));

    let ours = site.call(&Touch { text: "Ema".into() }).await;
    assert_eq!(ours.status(200).outcome::<Touch>(), Ok("Ema".to_owned()));
    assert_eq!(ours.header("content-type").as_deref(), Some("application/cbor"));

    assert_eq!(site.get("/_call/peek?number=7").await.json::<u32>(), 7);
    assert_eq!(
        site.get("/_call/peek?_args=%7B%22number%22%3A8%7D").await.json::<u32>(),
        8
    );
    assert_eq!(site.call(&Peek { number: 9 }).await.outcome::<Peek>(), Ok(9));
    for answer in [plain, ours] {
        assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
        assert_eq!(answer.header("x-content-type-options").as_deref(), Some("nosniff"));
        assert_eq!(answer.header("vary"), None);
    }
}

#[tokio::test]
async fn what_is_no_call_goes_to_the_application() {
    let (site, ran) = site();
    site.get("/page").await.status(200).contains("the page");
    site.get("/page?_call=touch").await.status(200).contains("the page");
    site.get("/_call").await.status(404);
    site.post("/page").form(&[("text", "x")]).await.status(405);
    assert_eq!(ran.times(), 0);
}
