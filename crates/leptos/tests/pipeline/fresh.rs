//! What an action made stale of what is on screen comes with its answer.

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use leptos_actions::{IntentId, Optimistic, Reply, prelude::*};
use leptos_actions_core::{
    Callable, IdempotencyKey, Query, codec,
    wire::{Answer, Contained, SCREEN_HEADER, Screen, Who},
};
use leptos_actions_testing::{Received, Site};

use super::{calls::Member, reply::WhoIsIn, site};

/// Which queries ran, in this thread's test.
#[derive(Clone, Default)]
struct Asked(std::sync::Arc<Mutex<Vec<String>>>);

thread_local! {
    static ASKED: Asked = Asked::default();
}

fn note(what: impl Into<String>) {
    ASKED.with(|asked| asked.0.lock().unwrap().push(what.into()));
}

fn asked() -> Vec<String> {
    let mut asked = ASKED.with(|asked| std::mem::take(&mut *asked.0.lock().unwrap()));
    asked.sort();
    asked
}

static LIKES: AtomicUsize = AtomicUsize::new(0);

#[query(public)]
pub async fn get_count(book: u32) -> CallResult<usize> {
    note(format!("likes of {book}"));
    Ok(LIKES.load(Ordering::Relaxed))
}

#[query(public, tags = ["shelf", "shelf:{shelf}"])]
pub async fn get_board(shelf: String) -> CallResult<Vec<u32>> {
    note(format!("shelf {shelf}"));
    Ok(vec![1])
}

#[query]
pub async fn get_own_name(#[caller] member: Member) -> CallResult<String> {
    Ok(member.0)
}

#[query(public)]
pub async fn get_broken() -> CallResult<()> {
    note("broken");
    panic!("a query that panics")
}

#[query(public)]
pub async fn get_slow() -> CallResult<()> {
    std::future::pending().await
}

#[action(public, refreshes(GetCount { book }, "shelf:{shelf}"))]
pub async fn like_on_board(book: u32, shelf: String) -> CallResult<()> {
    let _ = (book, shelf);
    LIKES.fetch_add(1, Ordering::Relaxed);
    Ok(())
}

#[action(public, optimistic(GetCount))]
pub async fn like_one(book: u32) -> CallResult<()> {
    let _ = book;
    Ok(())
}

impl Optimistic<GetCount> for LikeOne {
    fn apply(&self, _: &IntentId, likes: &mut usize) {
        *likes += 1;
    }

    fn matches(&self, query: &GetCount) -> bool {
        query.book == self.book
    }
}

#[action(public, refreshes())]
pub async fn touch_nothing() -> CallResult<()> {
    Ok(())
}

#[action(public)]
pub async fn touch_everything(fails: bool) -> CallResult<()> {
    if fails { Err(CallError::Conflict) } else { Ok(()) }
}

#[action(public)]
pub async fn become_ada(#[extract] reply: Reply) -> CallResult<()> {
    reply.set_cookie(("session", "ada"));
    Ok(())
}

fn shown<Q: Query>(screen: &mut Screen, query: &Q) {
    screen.push(Q::META.name, &codec::to_vec(query).unwrap());
}

fn everything() -> Screen {
    let mut screen = Screen::default();
    shown(&mut screen, &GetCount { book: 1 });
    shown(&mut screen, &GetCount { book: 2 });
    shown(&mut screen, &GetBoard { shelf: "a".into() });
    shown(&mut screen, &GetBoard { shelf: "b".into() });
    screen
}

pub fn header(screen: &Screen) -> String {
    URL_SAFE_NO_PAD.encode(codec::to_vec(screen).unwrap())
}

async fn call<A: Callable>(site: &Site, arguments: &A, screen: &Screen) -> Answer {
    asked();
    let received: Received = site.call(arguments).header(SCREEN_HEADER, &header(screen)).await;
    codec::from_slice(received.bytes()).unwrap()
}

fn places(answer: &Answer) -> Vec<u32> {
    answer.fresh.iter().flatten().map(|(place, _)| *place).collect()
}

fn value<Q: Query>(answer: &Answer, place: usize) -> CallResult<Q::Output, Q::Error> {
    answer.fresh.as_ref().unwrap()[place].1.clone().unwrap().read()
}

// covers: REV-02
#[tokio::test]
async fn an_action_brings_what_it_names_and_nothing_else_is_asked() {
    let (site, _) = site();
    let before = LIKES.load(Ordering::Relaxed);
    let like = LikeOnBoard {
        book: 2,
        shelf: "b".into(),
    };
    let answer = call(&site, &like, &everything()).await;
    assert_eq!(places(&answer), [1, 3]);
    assert_eq!(asked(), ["likes of 2", "shelf b"], "each once");
    assert_eq!(
        value::<GetCount>(&answer, 0),
        Ok(before + 1),
        "as it is after the action"
    );
    assert_eq!(value::<GetBoard>(&answer, 1), Ok(vec![1]));
}

#[tokio::test]
async fn an_action_that_is_optimistic_brings_what_it_changes_where_it_matches() {
    let (site, _) = site();
    let answer = call(&site, &LikeOne { book: 1 }, &everything()).await;
    assert_eq!(places(&answer), [0]);
    assert_eq!(asked(), ["likes of 1"]);
}

#[tokio::test]
async fn an_action_that_says_nothing_brings_everything_and_one_that_says_so_nothing() {
    let (site, _) = site();
    let answer = call(&site, &TouchEverything { fails: false }, &everything()).await;
    assert_eq!(places(&answer), [0, 1, 2, 3]);
    assert_eq!(asked().len(), 4);
    let answer = call(&site, &TouchNothing {}, &everything()).await;
    assert!(answer.fresh == Some(vec![]) && answer.ran.is_some());
    assert_eq!(asked(), [""; 0]);
}

// covers: TRP-02
#[tokio::test]
async fn an_action_that_failed_brings_nothing() {
    let (site, _) = site();
    let answer = call(&site, &TouchEverything { fails: true }, &everything()).await;
    assert!(answer.error.is_some() && answer.fresh.is_none());
    assert_eq!(asked(), [""; 0]);
}

// covers: TRP-02
#[tokio::test]
async fn one_that_fails_damages_neither_the_answer_nor_the_others() {
    let (site, _) = site();
    let mut screen = Screen::default();
    shown(&mut screen, &GetBroken {});
    shown(&mut screen, &GetCount { book: 1 });
    screen.push("no_such_query", &[]);
    screen.push("get_count", b"\xff\xff");
    screen.push(
        "touch_everything",
        &codec::to_vec(&TouchEverything { fails: false }).unwrap(),
    );
    let answer = call(&site, &TouchEverything { fails: false }, &screen).await;
    assert!(answer.error.is_none());
    assert_eq!(places(&answer), [0, 1], "what is no query of ours is none");
    let broken = value::<GetBroken>(&answer, 0).unwrap_err();
    assert!(matches!(broken, CallError::Internal(_)));
    assert!(value::<GetCount>(&answer, 1).is_ok());
}

#[tokio::test]
async fn one_that_never_ends_is_given_up() {
    let (site, _) = super::site_with(|config| config.handler_deadline = std::time::Duration::from_millis(50));
    let mut screen = Screen::default();
    shown(&mut screen, &GetSlow {});
    shown(&mut screen, &GetCount { book: 1 });
    let answer = call(&site, &TouchEverything { fails: false }, &screen).await;
    assert_eq!(value::<GetSlow>(&answer, 0), Err(CallError::Unavailable));
    assert!(value::<GetCount>(&answer, 1).is_ok());
}

// covers: TRP-03
#[tokio::test]
async fn what_is_named_twice_is_read_once() {
    let (site, _) = site();
    let mut screen = Screen::default();
    for _ in 0..3 {
        shown(&mut screen, &GetCount { book: 1 });
    }
    let answer = call(&site, &TouchEverything { fails: false }, &screen).await;
    assert_eq!(asked().len(), 1);
    assert!(value::<GetCount>(&answer, 0).is_ok());
}

#[tokio::test]
async fn what_is_to_be_read_apart_is_named_and_not_read() {
    let (site, _) = site();
    let mut screen = Screen::default();
    shown(&mut screen, &GetCount { book: 1 });
    screen.push_apart(GetCount::META.name, &codec::to_vec(&GetCount { book: 2 }).unwrap());
    let answer = call(&site, &TouchEverything { fails: false }, &screen).await;
    assert_eq!(asked().len(), 1);
    let is_there = |place| {
        answer
            .fresh
            .iter()
            .flatten()
            .find(|(other, _)| *other == place)
            .map(|(_, value)| value.is_some())
    };
    assert_eq!([is_there(0), is_there(1)], [Some(true), Some(false)]);
}

// covers: TRP-03
#[tokio::test]
async fn no_more_are_read_than_so_many_and_the_rest_is_named() {
    let (site, _) = site();
    let mut screen = Screen::default();
    for book in 0..40 {
        shown(&mut screen, &GetCount { book });
    }
    let answer = call(&site, &TouchEverything { fails: false }, &screen).await;
    let fresh = answer.fresh.unwrap();
    let read = fresh.iter().filter(|(_, answer)| answer.is_some());
    assert_eq!((read.count(), fresh.len()), (32, 40));
    assert_eq!(asked().len(), 32);
}

#[tokio::test]
async fn they_are_read_as_the_caller_that_the_reply_leaves_behind() {
    let (site, _) = site();
    let mut screen = Screen::default();
    shown(&mut screen, &WhoIsIn {});
    let answer = call(&site, &BecomeAda {}, &screen).await;
    assert_eq!(value::<WhoIsIn>(&answer, 0), Ok(Some("ada".into())));
}

#[tokio::test]
async fn with_each_value_goes_as_whom_it_was_read_and_nothing_more_of_them() {
    let (site, _) = site();
    let who = async |member: &str| {
        let received = site.call(&GetOwnName {}).header("x-member", member).await;
        let answer: Answer = codec::from_slice(received.status(200).bytes()).unwrap();
        answer.read.unwrap().who
    };
    let (ada, grace) = (who("ada").await.unwrap(), who("grace").await.unwrap());
    assert_eq!(who("ada").await, Some(ada));
    assert!(ada.is_not(Some(grace)) && ada.is_not(None) && !ada.is_not(Some(ada)));

    let mut screen = Screen::default();
    shown(&mut screen, &GetOwnName {});
    shown(&mut screen, &GetCount { book: 1 });
    let touch = site.call(&TouchEverything { fails: false });
    let touch = touch
        .header(SCREEN_HEADER, &header(&screen))
        .header("x-member", "grace");
    let answer: Answer = codec::from_slice(touch.await.bytes()).unwrap();
    assert_eq!(answer.who, None, "a public action is anybody's");
    let sail = site.call(&super::revalidate::Sail {}).header("x-member", "grace").await;
    let sailed: Answer = codec::from_slice(sail.status(200).bytes()).unwrap();
    assert_eq!(sailed.who, Some(grace), "an action says as whom it was asked for");
    assert!(ada.is_other_than(grace) && !ada.is_other_than(ada));
    assert!(
        !Who::new(ada.process, 0, 0).is_other_than(ada),
        "another kind of caller may be the same person"
    );
    let read = answer
        .fresh
        .into_iter()
        .flatten()
        .map(|(_, answer)| answer.unwrap().read);
    let as_whom: Vec<_> = read.map(|reading| reading.unwrap().who).collect();
    assert_eq!(as_whom, [Some(grace), None], "a public query is everybody's");
}

#[tokio::test]
async fn a_program_that_names_no_screen_and_one_that_cannot_be_read_get_the_answer_alone() {
    let (site, _) = site();
    let plain = site.call(&TouchEverything { fails: false }).await;
    let answer: Answer = codec::from_slice(plain.status(200).bytes()).unwrap();
    assert!(answer.fresh.is_none());
    for garbage in ["", "!", "AAAA", &"A".repeat(4_000)] {
        let received = site
            .call(&TouchEverything { fails: false })
            .header(SCREEN_HEADER, garbage)
            .await;
        let answer: Answer = codec::from_slice(received.status(200).bytes()).unwrap();
        assert!(answer.fresh.is_none());
    }
    assert_eq!(asked(), [""; 0]);
}

#[tokio::test]
async fn a_value_says_when_it_was_read_and_which_intents_are_in_it() {
    let (site, _) = site();
    let key = IdempotencyKey::from_random([7; 24]);
    let like = LikeOne { book: 1 };
    let first = site.call(&like).header("idempotency-key", key.as_str()).await;
    let first: Answer = codec::from_slice(first.bytes()).unwrap();
    let ran = first.ran.unwrap();
    assert!(ran.began > 0 && ran.began < ran.ended);
    let screen = Screen::asking_for(vec![key.as_str().to_owned(), "another".into()]);
    let read = call(&site, &GetCount { book: 1 }, &screen).await.read.unwrap();
    assert_eq!(read.contained, [Contained::Yes, Contained::Unknown]);
    assert!(read.span.epoch == ran.epoch && read.span.began >= ran.ended);
    // Given again, it ran at some time before.
    let again = site.call(&like).header("idempotency-key", key.as_str()).await;
    let again: Answer = codec::from_slice(again.bytes()).unwrap();
    assert_eq!(again.ran.unwrap().began, 0);
}
