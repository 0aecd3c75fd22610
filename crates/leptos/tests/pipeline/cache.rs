//! What queries answered is kept for a while: what is given when, to whom, and what is never kept.

use std::time::Duration;

use leptos_actions::{
    Callable,
    prelude::*,
    server::{Extract, config::Config},
};
use leptos_actions_core::{
    codec,
    wire::{Answer, Contained, SCREEN_HEADER, Screen, Span},
};
use leptos_actions_testing::{Received, Site};
use tokio::time::advance;

use super::{
    calls::Member,
    fresh::header,
    site, site_with,
    support::{Ran, log::Log},
};

/// Answers with how often it has run.
#[query(public, cache = shared("1min", stale = "10s"), tags = ["tides", "tide:{place}"])]
pub async fn get_tide(place: String, #[extract] State(ran): State<Ran>) -> CallResult<usize> {
    ran.once_more();
    let _ = place;
    Ok(ran.times())
}

#[query(cache = private("1min"), tags = ["purses"])]
pub async fn get_purse(#[caller] member: Member, #[extract] State(ran): State<Ran>) -> CallResult<String> {
    ran.once_more();
    Ok(format!("{} {}", member.0, ran.times()))
}

/// Nobody in particular is told a cookie of theirs.
#[query(public, cache = private("1min"))]
pub async fn get_own_cookie(#[extract] cookies: leptos_actions::Cookies) -> CallResult<Option<String>> {
    Ok(cookies.get("taste"))
}

/// Fails in those of its runs.
#[query(public, cache = shared("1min", stale = "1h"))]
pub async fn get_weather(fails: Vec<usize>, #[extract] State(ran): State<Ran>) -> CallResult<usize> {
    ran.once_more();
    match ran.times() {
        run if fails.contains(&run) => Err(CallError::Conflict),
        run => Ok(run),
    }
}

/// Waits at the gate.
#[query(public, cache = shared("1min"), tags = ["ferries"], timeout = "5s")]
pub async fn get_ferry(fails: bool, #[extract] State(ran): State<Ran>) -> CallResult<usize> {
    ran.once_more();
    let run = ran.times();
    ran.wait().await;
    assert!(!fails, "the ferry sank");
    Ok(run)
}

/// Takes what no macro can see.
pub struct Whoever;

impl<K> Extract<K> for Whoever {
    async fn extract(scope: &Scope) -> CallResult<Self> {
        let _ = scope.cookie("session");
        Ok(Self)
    }
}

#[query(public, cache = shared("1min"))]
pub async fn get_nosy(way: String, #[extract] State(ran): State<Ran>) -> CallResult<String> {
    ran.once_more();
    let scope = Scope::current().expect("a body has a scope");
    match way.as_str() {
        "cookie" => drop(scope.cookie("session")),
        "headers" => drop(scope.headers()),
        "head" => assert!(scope.head().is_none(), "there is no request here"),
        "caller" => return super::calls::members_peek().await,
        "swallowed" => drop(super::calls::members_peek().await),
        _ => {}
    }
    Ok("the same for everybody".to_owned())
}

#[query(public, cache = shared("1min"))]
pub async fn get_nosy_extract(#[extract] _: Whoever) -> CallResult<()> {
    Ok(())
}

/// A value of about a kilobyte.
#[query(public, cache = shared("1h"))]
pub async fn get_page_of(number: u32, #[extract] State(ran): State<Ran>) -> CallResult<String> {
    ran.once_more();
    Ok(format!("{number:01000}"))
}

/// What a program is told.
async fn read(site: &Site, query: &impl Callable<Output = usize>) -> usize {
    let received = site.call(query).await;
    codec::from_slice::<Answer>(received.bytes())
        .unwrap()
        .read::<usize, leptos_actions::NoError>()
        .unwrap()
}

fn tide(place: &str) -> GetTide {
    GetTide {
        place: place.to_owned(),
    }
}

async fn purse(site: &Site, who: &str) -> String {
    let received = site.call(&GetPurse {}).header("x-member", who).await;
    received.status(200).outcome::<GetPurse>().unwrap()
}

// covers: REV-07 REV-13
#[tokio::test(start_paused = true)]
async fn an_answer_is_kept_for_its_arguments_until_its_time_has_ended() {
    let (site, ran) = site();
    assert_eq!(
        [read(&site, &tide("Dover")).await, read(&site, &tide("Dover")).await],
        [1, 1]
    );
    assert_eq!(
        read(&site, &tide("Calais")).await,
        2,
        "other arguments are another value"
    );
    assert_eq!(
        site.get("/_call/get_tide?place=Dover").await.json::<usize>(),
        1,
        "whatever the format"
    );
    advance(Duration::from_secs(59)).await;
    assert_eq!(read(&site, &tide("Dover")).await, 1);
    advance(Duration::from_secs(12)).await;
    assert_eq!(
        read(&site, &tide("Dover")).await,
        3,
        "it was neither fresh nor stale any more"
    );
    assert_eq!(ran.times(), 3);
}

// covers: REV-10
#[tokio::test(start_paused = true)]
async fn a_stale_answer_is_given_while_one_other_is_read() {
    let (site, ran) = site();
    read(&site, &tide("Dover")).await;
    advance(Duration::from_secs(65)).await;
    assert_eq!(read(&site, &tide("Dover")).await, 1, "at once");
    tokio::task::yield_now().await;
    assert_eq!(
        [read(&site, &tide("Dover")).await, read(&site, &tide("Dover")).await],
        [2, 2]
    );
    assert_eq!(ran.times(), 2, "one reading");
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_not_kept_and_the_last_good_value_stays() {
    let (site, ran) = site();
    let weather = GetWeather { fails: vec![1, 3, 4] };
    site.call(&weather).await.status(409);
    assert_eq!(read(&site, &weather).await, 2);
    advance(Duration::from_secs(61)).await;
    for _ in 0..5 {
        assert_eq!(read(&site, &weather).await, 2);
        tokio::task::yield_now().await;
    }
    assert_eq!(ran.times(), 3, "tried once, and then not for a second");
    for _ in 0..2 {
        advance(Duration::from_secs(2)).await;
        read(&site, &weather).await;
        tokio::task::yield_now().await;
    }
    assert_eq!(read(&site, &weather).await, 5);
}

#[tokio::test]
async fn those_who_ask_at_once_wait_for_one_reading() {
    let (site, ran) = site();
    let ferry = GetFerry { fails: false };
    let go = async {
        tokio::task::yield_now().await;
        ran.let_go(1);
    };
    let (one, two, three, ()) = tokio::join!(read(&site, &ferry), read(&site, &ferry), read(&site, &ferry), go);
    assert_eq!(([one, two, three], ran.times()), ([1, 1, 1], 1));
}

#[tokio::test]
async fn a_panic_reaches_all_who_wait_under_one_digest_and_is_logged_once() {
    let (site, ran) = site();
    let log = Log::listen();
    ran.let_go(1);
    let ferry = GetFerry { fails: true };
    let (one, two) = tokio::join!(site.call(&ferry), site.call(&ferry));
    let digest = |received: Received| match received.status(500).outcome::<GetFerry>() {
        Err(CallError::Internal(internal)) => internal.digest(),
        other => panic!("{other:?}"),
    };
    assert_eq!(digest(one), digest(two));
    assert_eq!(log.about("the ferry sank").len(), 1);
    ran.let_go(1);
    site.call(&GetFerry { fails: true }).await.status(500);
    assert_eq!(ran.times(), 2, "it was not kept");
}

#[tokio::test]
async fn a_reading_goes_on_when_whoever_began_it_goes_away() {
    let (site, ran) = site();
    let ferry = GetFerry { fails: false };
    let first = tokio::spawn(site.call(&ferry).into_future());
    while ran.times() == 0 {
        tokio::task::yield_now().await;
    }
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    ran.let_go(1);
    assert_eq!((read(&site, &ferry).await, ran.times()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_slow_reading_ends_with_its_deadline_for_all_and_is_not_kept() {
    let (site, ran) = site();
    let ferry = GetFerry { fails: false };
    let (one, two) = tokio::join!(site.call(&ferry), site.call(&ferry));
    for received in [one, two] {
        assert_eq!(received.status(503).outcome::<GetFerry>(), Err(CallError::Unavailable));
    }
    ran.let_go(1);
    assert_eq!(read(&site, &ferry).await, 2);
}

#[tokio::test]
async fn what_is_one_persons_is_given_to_nobody_else() {
    let (site, ran) = site();
    assert_eq!(purse(&site, "ada").await, "ada 1");
    assert_eq!(purse(&site, "bob").await, "bob 2");
    assert_eq!(purse(&site, "ada").await, "ada 1");
    site.call(&GetPurse {}).await.status(401);
    assert_eq!(ran.times(), 2);
    let taste = |cookie: &str| {
        site.get("/_call/get_own_cookie")
            .header("cookie", cookie)
            .header("actions-signature", "0")
    };
    assert_eq!(
        taste("taste=sweet").await.json::<Option<String>>().as_deref(),
        Some("sweet")
    );
    assert_eq!(
        taste("taste=sour").await.json::<Option<String>>().as_deref(),
        Some("sour")
    );
    assert_eq!(site.get("/_call/get_own_cookie").await.json::<Option<String>>(), None);
}

// covers: REV-17 RTE-19
#[tokio::test]
async fn a_body_that_is_run_for_everybody_sees_no_request_and_asking_for_one_fails() {
    let (site, _) = site();
    let log = Log::listen();
    site.call(&GetNosy { way: "nothing".into() }).await.status(200);
    for way in ["cookie", "headers", "head", "caller", "swallowed"] {
        let nosy = site.call(&GetNosy { way: way.into() });
        nosy.header("cookie", "session=ada")
            .header("x-member", "ada")
            .await
            .status(500);
    }
    let told = log.about("`get_nosy` is kept for everybody");
    assert!(
        told.len() == 5
            && told
                .iter()
                .all(|event| event.fields["cause"].contains("cache = private")),
        "{told:?}"
    );
    site.call(&GetNosyExtract {})
        .header("cookie", "session=ada")
        .await
        .status(500);
}

/// Changes the tides, and then dawdles.
#[action(public, timeout = "1s", refreshes("tide:{place}"))]
pub async fn turn_tide(place: String) -> CallResult<()> {
    drop(place);
    std::future::pending().await
}

#[tokio::test(start_paused = true)]
async fn what_an_action_names_expires_also_if_nobody_knows_whether_it_was_done() {
    let (site, _) = site();
    assert_eq!(
        [read(&site, &tide("Dover")).await, read(&site, &tide("Dover")).await],
        [1, 1]
    );
    site.call(&TurnTide { place: "Dover".into() }).await.status(408);
    assert_eq!(read(&site, &tide("Dover")).await, 2);
}

#[tokio::test]
async fn thousands_of_different_arguments_take_no_more_memory_than_is_allowed() {
    let (site, ran) = site_with(|config: &mut Config| config.cache_memory = 100_000);
    for number in 0..3_000 {
        site.call(&GetPageOf { number }).await.status(200);
    }
    assert_eq!(ran.times(), 3_000);
    site.call(&GetPageOf { number: 2_999 }).await.status(200);
    assert_eq!(ran.times(), 3_000, "what was used last is there");
    site.call(&GetPageOf { number: 0 }).await.status(200);
    assert_eq!(ran.times(), 3_001, "what was used first is not");
}

// covers: UAS-14
#[tokio::test]
async fn a_direct_call_and_a_call_over_the_network_are_given_the_same() {
    #[action(public)]
    async fn ask_twice(place: String) -> CallResult<[usize; 2]> {
        Ok([get_tide(place.clone()).await?, get_tide(place).await?])
    }
    let (site, _) = site();
    let twice = site
        .call(&AskTwice { place: "Dover".into() })
        .await
        .outcome::<AskTwice>();
    assert_eq!(twice, Ok([1, 1]));
    assert_eq!(read(&site, &tide("Dover")).await, 1);
}

fn span_of(received: &Received) -> Span {
    codec::from_slice::<Answer>(received.bytes())
        .unwrap()
        .read
        .unwrap()
        .span
}

#[tokio::test(start_paused = true)]
async fn a_shared_answer_says_how_long_it_is_good_and_is_not_sent_twice() {
    let (site, _) = site();
    site.call(&tide("Dover")).await;
    advance(Duration::from_secs(20)).await;
    let json = site.get("/_call/get_tide?place=Dover").await;
    assert_eq!(
        json.header("cache-control").unwrap(),
        "public, max-age=0, must-revalidate, s-maxage=40"
    );
    assert_eq!(
        json.header("cdn-cache-control").unwrap(),
        "max-age=40, stale-while-revalidate=10"
    );
    assert!(json.header("vary").is_none() && json.header("set-cookie").is_none());
    let cbor = site.call(&tide("Dover")).await;
    let tags = [&json, &cbor].map(|received| received.header("etag").unwrap().to_owned());
    assert_ne!(tags[0], tags[1], "each format has its own");
    for list in [tags[0].clone(), format!("\"x\", W/{}", tags[0]), "*".into()] {
        let again = site
            .get("/_call/get_tide?place=Dover")
            .header("if-none-match", &list)
            .await;
        assert_eq!(again.status(304).bytes(), b"");
        assert_eq!(again.header("etag").unwrap(), tags[0]);
        assert!(again.header("cache-control").unwrap().starts_with("public"));
    }
    let again = site.call(&tide("Dover")).header("if-none-match", &tags[1]).await;
    assert_eq!(again.status(304).bytes(), b"");
    site.call(&tide("Dover"))
        .header("if-none-match", &tags[0])
        .await
        .status(200);
    let head = site
        .request("HEAD".parse().unwrap(), "/_call/get_tide?place=Dover")
        .await;
    assert_eq!(head.status(200).header("etag").unwrap(), tags[0]);
}

#[tokio::test(start_paused = true)]
async fn in_our_own_format_another_reading_of_the_same_value_is_another_answer() {
    let (site, ran) = site();
    let tags = async || {
        let json = site.get("/_call/get_page_of?number=1").await;
        let page = GetPageOf { number: 1 };
        let cbor = site.call(&page).await;
        [json, cbor].map(|received| received.status(200).header("etag").unwrap())
    };
    let before = tags().await;
    advance(Duration::from_secs(3600)).await;
    let after = tags().await;
    assert!(before[0] == after[0] && before[1] != after[1]);
    assert_eq!(ran.times(), 2);
}

#[tokio::test]
async fn a_private_answer_is_kept_by_its_owners_browser_alone() {
    let (site, _) = site();
    let mine = |who: &str| site.get("/_call/get_purse").header("x-member", who);
    let ada = mine("ada").await;
    assert_eq!(
        ada.header("cache-control").unwrap(),
        "private, max-age=0, must-revalidate"
    );
    assert_eq!(ada.header("vary").unwrap(), "Cookie, Authorization");
    assert!(ada.header("cdn-cache-control").is_none());
    let tag = ada.header("etag").unwrap().to_owned();
    mine("ada").header("if-none-match", &tag).await.status(304);
    mine("bob").header("if-none-match", &tag).await.status(200);
    let refused = site.get("/_call/get_purse").header("if-none-match", &tag).await;
    assert_eq!(refused.status(401).header("cache-control").unwrap(), "no-store");
}

#[tokio::test]
async fn what_is_personal_what_failed_and_what_is_not_kept_is_no_store() {
    let (site, _) = site();
    let tag = site.call(&tide("Dover")).await.header("etag").unwrap().to_owned();
    let screen = header(&Screen::asking_for(vec!["0123456789abcdef".into()]));
    let personal = site
        .call(&tide("Dover"))
        .header(SCREEN_HEADER, &screen)
        .header("if-none-match", &tag)
        .await;
    assert_eq!(personal.status(200).header("cache-control").unwrap(), "no-store");
    assert!(personal.header("etag").is_none());
    let failed = site.call(&GetWeather { fails: vec![1, 2] }).await;
    assert_eq!(failed.status(409).header("cache-control").unwrap(), "no-store");
    for path in [
        "/_call/peek?number=1",
        "/_call/get_tide?place=a&place=b",
        "/_call/get_tide",
    ] {
        assert_eq!(
            site.get(path).await.header("cache-control").unwrap(),
            "no-store",
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_kept_value_says_when_it_was_read_and_what_cannot_be_in_it() {
    #[action(public, refreshes())]
    async fn pass_by() -> CallResult<()> {
        Ok(())
    }
    let (site, _) = site();
    let first = site.call(&tide("Dover")).await;
    assert_eq!(span_of(&first), span_of(&site.call(&tide("Dover")).await));
    let key = "8e03978e-40d5-43e8-bc93-6894a57f9324";
    site.call(&PassBy {}).header("idempotency-key", key).await.status(200);
    let screen = header(&Screen::asking_for(vec![key.into()]));
    let later = site.call(&tide("Dover")).header(SCREEN_HEADER, &screen).await;
    let reading = codec::from_slice::<Answer>(later.bytes()).unwrap().read.unwrap();
    assert_eq!(
        (reading.span, reading.contained),
        (span_of(&first), vec![Contained::No])
    );
}

// covers: REV-14
#[tokio::test]
async fn any_arguments_are_a_key() {
    use std::collections::BTreeMap;

    #[query(public, cache = shared("1min"))]
    async fn get_sum(
        map: BTreeMap<String, Vec<u8>>,
        bytes: Vec<u8>,
        #[extract] State(ran): State<Ran>,
    ) -> CallResult<usize> {
        ran.once_more();
        let _ = (map, bytes);
        Ok(ran.times())
    }
    let (site, _) = site();
    let sum = |name: &str, byte: u8| GetSum {
        map: [(name.to_owned(), vec![0xff, byte]), ("a".to_owned(), vec![])].into(),
        bytes: vec![0xfe, byte],
    };
    assert_eq!(read(&site, &sum("ž", 0)).await, read(&site, &sum("ž", 0)).await);
    assert_eq!(read(&site, &sum("z", 0)).await, 2);
    assert_eq!(read(&site, &sum("ž", 1)).await, 3);
}
