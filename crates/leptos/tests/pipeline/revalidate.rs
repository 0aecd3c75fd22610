//! What a write does to what is kept: its own writer, and whoever asks next, sees it.

use std::time::Duration;

use leptos_actions::{Cache, Callable, IntentId, Optimistic, Query, Tag, actions, prelude::*};
use leptos_actions_core::{
    IdempotencyKey, codec,
    wire::{Answer, SCREEN_HEADER, Screen},
};
use leptos_actions_testing::{Request, Site};
use tokio::time::advance;

use super::{
    calls::Member,
    fresh::header,
    site,
    support::{Ran, config},
};

/// Answers with how often anything was read.
#[query(public, cache = shared("1h", stale = "1h"), tags = ["boats", "boat:{name}"])]
pub async fn get_boat(name: String, #[extract] State(ran): State<Ran>) -> CallResult<usize> {
    ran.once_more();
    let _ = name;
    Ok(ran.times())
}

#[query(cache = private("1h"))]
pub async fn get_log(#[caller] _: Member, #[extract] State(ran): State<Ran>) -> CallResult<usize> {
    ran.once_more();
    Ok(ran.times())
}

/// The same person, under another principal.
#[query(cache = private("1h"))]
pub async fn get_crew(#[caller] _: super::calls::Registered, #[extract] State(ran): State<Ran>) -> CallResult<usize> {
    ran.once_more();
    Ok(ran.times())
}

#[action(public, refreshes(GetBoat { name }))]
pub async fn paint(name: String, fails: bool) -> CallResult<()> {
    let _ = name;
    if fails { Err(CallError::Conflict) } else { Ok(()) }
}

#[action(public, refreshes("boats"))]
pub async fn paint_all() -> CallResult<()> {
    Ok(())
}

#[action(public, optimistic(GetBoat))]
pub async fn scrub(name: String) -> CallResult<()> {
    let _ = name;
    Ok(())
}

impl Optimistic<GetBoat> for Scrub {
    fn apply(&self, _: &IntentId, times: &mut usize) {
        *times += 1;
    }

    fn matches(&self, query: &GetBoat) -> bool {
        query.name == self.name
    }
}

/// Says nothing of what it changes.
#[action]
pub async fn sail(#[caller] _: Member) -> CallResult<()> {
    Ok(())
}

/// Names nothing itself; what it calls does.
#[action(public, refreshes())]
pub async fn paint_by_another(name: String) -> CallResult<()> {
    paint(name, false).await
}

/// Does what its argument says, at run time.
#[action(public, refreshes())]
pub async fn tell(way: String, #[extract] reply: Reply) -> CallResult<Option<usize>> {
    let emma = GetBoat { name: "Emma".into() };
    match way.as_str() {
        "query" => reply.revalidate(Tag::query::<GetBoat>()),
        "instance" => reply.revalidate(&emma),
        "tag" => reply.revalidate("boat:Emma"),
        "path" => reply.revalidate(Tag::path("/harbour")),
        "stale" => reply.revalidate_stale(&emma),
        "refresh" => reply.refresh(&emma),
        "refresh the page" => reply.refresh(Tag::path("/harbour")),
        "twice" => {
            reply.revalidate_stale("boats");
            reply.revalidate("boats");
            reply.revalidate("boats");
        }
        "stale after" => {
            reply.revalidate("boats");
            reply.revalidate_stale("boats");
        }
        "and read" => {
            reply.revalidate("boats");
            return get_boat("Emma".into()).await.map(Some);
        }
        "after" => {
            let later = reply.clone();
            reply.after(async move { later.revalidate("boats") });
        }
        _ => {}
    }
    Ok(None)
}

fn boat(name: &str) -> GetBoat {
    GetBoat { name: name.into() }
}

fn value(received: &leptos_actions_testing::Received) -> usize {
    let answer: Answer = codec::from_slice(received.bytes()).unwrap();
    answer.read::<usize, leptos_actions::NoError>().unwrap()
}

async fn read(site: &Site, name: &str) -> usize {
    value(&site.call(&boat(name)).await)
}

fn push<Q: Query>(screen: &mut Screen, query: &Q) {
    screen.push(Q::META.name, &codec::to_vec(query).unwrap());
}

fn shows_emma() -> Screen {
    let mut screen = Screen::default();
    push(&mut screen, &boat("Emma"));
    screen
}

/// What comes back with an action's answer.
async fn fresh(request: Request, screen: &Screen) -> Vec<usize> {
    let received = request.header(SCREEN_HEADER, &header(screen)).await;
    let answer: Answer = codec::from_slice(received.bytes()).unwrap();
    let fresh = answer.fresh.unwrap_or_default().into_iter();
    fresh
        .map(|(_, answer)| answer.unwrap().read::<usize, leptos_actions::NoError>().unwrap())
        .collect()
}

fn told(site: &Site, way: &str) -> Request {
    site.call(&Tell { way: way.into() })
}

// covers: MPA-21 TRP-01
#[tokio::test]
async fn what_an_action_names_is_expired_for_its_own_screen_and_for_everybody() {
    let (site, ran) = site();
    assert_eq!((read(&site, "Emma").await, read(&site, "Iris").await), (1, 2));
    let paint = |fails| {
        site.call(&Paint {
            name: "Emma".into(),
            fails,
        })
    };
    assert!(fresh(paint(true), &shows_emma()).await.is_empty());
    assert_eq!(read(&site, "Emma").await, 1, "an action that failed expires nothing");
    assert_eq!(fresh(paint(false), &shows_emma()).await, [3]);
    assert_eq!((read(&site, "Emma").await, read(&site, "Iris").await), (3, 2));
    site.call(&Scrub { name: "Iris".into() }).await.status(200);
    assert_eq!((read(&site, "Emma").await, read(&site, "Iris").await), (3, 4));
    site.call(&PaintAll {}).await.status(200);
    assert_eq!((read(&site, "Emma").await, read(&site, "Iris").await), (5, 6));
    assert_eq!(ran.times(), 6);
}

// covers: MPA-21
#[tokio::test]
async fn a_form_that_is_posted_without_scripts_expires_too() {
    let (site, _) = site();
    read(&site, "Emma").await;
    site.post("/page?_call=paint")
        .form(&[("name", "Iris")])
        .await
        .status(303);
    assert_eq!(read(&site, "Emma").await, 1);
    site.post("/page?_call=paint")
        .form(&[("name", "Emma")])
        .await
        .status(303);
    assert_eq!(read(&site, "Emma").await, 2);
}

#[tokio::test]
async fn an_action_that_names_nothing_expires_what_is_its_own_callers_and_nothing_shared() {
    let (site, _) = site();
    let as_ada = |request: Request| request.header("x-member", "ada");
    let log = async |who: &str| value(&site.call(&GetLog {}).header("x-member", who).await);
    assert_eq!(
        (read(&site, "Emma").await, log("ada").await, log("bob").await),
        (1, 2, 3)
    );
    let mut screen = shows_emma();
    push(&mut screen, &GetLog {});
    assert_eq!(fresh(as_ada(site.call(&Sail {})), &screen).await, [1, 4]);
    assert_eq!((log("ada").await, log("bob").await), (4, 3));
    as_ada(site.call(&Sail {})).await.status(200);
    assert_eq!((log("ada").await, log("bob").await), (5, 3));
}

#[tokio::test]
async fn what_is_private_on_screen_is_read_after_the_action_whoever_its_principal_is() {
    let (site, _) = site();
    let as_ada = |request: Request| request.header("x-member", "ada");
    assert_eq!(value(&as_ada(site.call(&GetCrew {})).await), 1);
    let mut screen = Screen::default();
    push(&mut screen, &GetCrew {});
    assert_eq!(fresh(as_ada(site.call(&Sail {})), &screen).await, [2]);
    assert_eq!(value(&as_ada(site.call(&GetCrew {})).await), 2);
}

#[tokio::test]
async fn what_a_called_action_makes_stale_counts_for_its_caller() {
    let (site, _) = site();
    read(&site, "Emma").await;
    let by_another = site.call(&PaintByAnother { name: "Emma".into() });
    assert_eq!(fresh(by_another, &shows_emma()).await, [2]);
    assert_eq!(read(&site, "Emma").await, 2);
}

// covers: REV-01 REV-11
#[tokio::test]
async fn a_reply_expires_by_query_instance_tag_and_path() {
    for (way, both) in [("query", true), ("instance", false), ("tag", false)] {
        let (site, _) = site();
        assert_eq!((read(&site, "Emma").await, read(&site, "Iris").await), (1, 2));
        assert_eq!(fresh(told(&site, way), &shows_emma()).await, [3], "{way}");
        assert_eq!(
            (read(&site, "Emma").await, read(&site, "Iris").await),
            (3, if both { 4 } else { 2 }),
            "{way}"
        );
    }
    let (site, _) = site();
    read(&site, "Emma").await;
    let mut screen = shows_emma();
    assert!(
        fresh(told(&site, "path"), &screen).await.is_empty(),
        "another page, or one that does not say so"
    );
    screen.page = Some("/harbour".into());
    assert_eq!(
        fresh(told(&site, "path"), &screen).await,
        [2],
        "on that page it is everything"
    );
}

// covers: REV-10
#[tokio::test]
async fn what_is_made_stale_is_given_until_another_reading_has_taken_its_place() {
    let (site, ran) = site();
    read(&site, "Emma").await;
    assert!(
        fresh(told(&site, "stale"), &shows_emma()).await.is_empty(),
        "the screen stays as it is"
    );
    assert_eq!((read(&site, "Emma").await, ran.times()), (1, 1));
    tokio::task::yield_now().await;
    assert_eq!((read(&site, "Emma").await, ran.times()), (2, 2));
}

// covers: REV-05
#[tokio::test]
async fn a_screen_is_refreshed_without_anything_being_expired() {
    let (site, ran) = site();
    read(&site, "Emma").await;
    assert_eq!(
        fresh(told(&site, "refresh"), &shows_emma()).await,
        [1],
        "what is kept, and it is fresh"
    );
    let mut screen = shows_emma();
    screen.page = Some("/harbour?tide=low".into());
    assert_eq!(fresh(told(&site, "refresh the page"), &screen).await, [1]);
    assert_eq!(ran.times(), 1);
}

// covers: REV-23
#[tokio::test]
async fn what_is_said_twice_is_done_once_and_expired_is_more_than_stale() {
    for way in ["twice", "stale after"] {
        let (site, ran) = site();
        read(&site, "Emma").await;
        assert_eq!(fresh(told(&site, way), &shows_emma()).await, [2], "{way}");
        assert_eq!((read(&site, "Emma").await, ran.times()), (2, 2), "{way}");
    }
}

#[tokio::test]
async fn the_body_that_expires_reads_anew_itself() {
    let (site, _) = site();
    read(&site, "Emma").await;
    assert_eq!(told(&site, "and read").await.outcome::<Tell>(), Ok(Some(2)));
}

// covers: REV-24
#[tokio::test]
async fn work_after_the_answer_expires_as_well() {
    let (site, _) = site();
    read(&site, "Emma").await;
    drop(told(&site, "after").await);
    tokio::task::yield_now().await;
    assert_eq!(read(&site, "Emma").await, 2);
}

#[tokio::test]
async fn a_replay_expires_nothing_again_and_its_screen_is_fresh() {
    let (site, ran) = site();
    let key = IdempotencyKey::from_random([9; 24]);
    let paint = || {
        let paint = Paint {
            name: "Emma".into(),
            fails: false,
        };
        site.call(&paint).header("idempotency-key", key.as_str())
    };
    paint().await.status(200);
    read(&site, "Emma").await;
    assert_eq!(fresh(paint(), &shows_emma()).await, [1]);
    assert_eq!(ran.times(), 1);
}

/// Waits at the gate.
#[query(public, cache = shared("1h", stale = "1h"), tags = ["locks"])]
pub async fn get_lock(#[extract] State(ran): State<Ran>) -> CallResult<usize> {
    ran.once_more();
    let run = ran.times();
    ran.wait().await;
    Ok(run)
}

async fn until(ran: &Ran, times: usize) {
    while ran.times() < times {
        tokio::task::yield_now().await;
    }
}

fn harbour() -> (Site, Ran, Cache) {
    let (ran, cache) = (Ran::default(), Cache::default());
    let actions = actions().config(config(|_| ())).state(ran.clone()).cache(cache.clone());
    (Site::new(actions.mount(axum::Router::new()).unwrap()), ran, cache)
}

#[tokio::test]
async fn what_is_expired_while_it_is_read_is_not_kept_and_nobody_later_waits_for_it() {
    let (site, ran, cache) = harbour();
    let early = tokio::spawn(site.call(&GetLock {}).into_future());
    until(&ran, 1).await;
    cache.revalidate("locks");
    let late = tokio::spawn(site.call(&GetLock {}).into_future());
    until(&ran, 2).await;
    ran.let_go(2);
    assert_eq!(value(&late.await.unwrap()), 2);
    assert_eq!(value(&early.await.unwrap()), 1, "it was asked for before");
    assert_eq!(value(&site.call(&GetLock {}).await), 2);
}

/// Is made of what waits at the gate.
#[query(public, cache = shared("1h"))]
pub async fn get_canal() -> CallResult<usize> {
    get_lock().await
}

#[tokio::test]
async fn what_is_made_of_something_that_was_expired_meanwhile_is_not_kept_either() {
    let (site, ran, cache) = harbour();
    let locks = tokio::spawn(site.call(&GetLock {}).into_future());
    until(&ran, 1).await;
    let early = tokio::spawn(site.call(&GetCanal {}).into_future());
    // It is on its way to wait for the same.
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    cache.revalidate("locks");
    ran.let_go(2);
    assert_eq!((value(&locks.await.unwrap()), value(&early.await.unwrap())), (1, 1));
    assert_eq!(value(&site.call(&GetCanal {}).await), 2);
    assert_eq!((value(&site.call(&GetLock {}).await), ran.times()), (2, 2));
}

#[tokio::test]
async fn what_is_made_stale_while_it_is_read_is_kept_as_stale() {
    let (site, ran, cache) = harbour();
    let early = tokio::spawn(site.call(&GetLock {}).into_future());
    until(&ran, 1).await;
    cache.revalidate_stale("locks");
    ran.let_go(2);
    assert_eq!(value(&early.await.unwrap()), 1);
    assert_eq!(value(&site.call(&GetLock {}).await), 1, "and another reading begins");
    until(&ran, 2).await;
    tokio::task::yield_now().await;
    assert_eq!(value(&site.call(&GetLock {}).await), 2);
}

#[tokio::test]
async fn code_outside_of_any_call_expires_by_its_handle() {
    let (site, _, cache) = harbour();
    read(&site, "Emma").await;
    assert!(cache.size() > 0);
    cache.revalidate(&boat("Iris"));
    assert_eq!(read(&site, "Emma").await, 1);
    cache.revalidate(&boat("Emma"));
    assert_eq!(cache.size(), 0);
    assert_eq!(read(&site, "Emma").await, 2);
}

// covers: COD-16
#[tokio::test]
async fn any_text_is_a_tag() {
    let (site, _, cache) = harbour();
    assert_eq!(
        (read(&site, "Žofie \u{1f6f6}").await, read(&site, "Zofie").await),
        (1, 2)
    );
    cache.revalidate("boat:Žofie \u{1f6f6}".to_owned());
    assert_eq!(
        (read(&site, "Žofie \u{1f6f6}").await, read(&site, "Zofie").await),
        (3, 2)
    );
}

// covers: REV-03
#[tokio::test(start_paused = true)]
async fn the_new_value_stays() {
    let (site, ran) = site();
    read(&site, "Emma").await;
    site.call(&PaintAll {}).await.status(200);
    for _ in 0..5 {
        assert_eq!(read(&site, "Emma").await, 2);
        advance(Duration::from_secs(600)).await;
    }
    assert_eq!(ran.times(), 2);
    let _ = PaintAll::META;
}
