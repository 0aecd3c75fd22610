//! What an entry does when the application's code comes back to it, and when no value is what it wants.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    sync::{Arc, mpsc},
    time::Duration,
};

use any_spawner::Executor;
use leptos_actions_client::Told;
use leptos_actions_core::{CallResult, IntentId, Optimistic, wire::Answer};
use leptos_actions_testing::As;
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};
use tokio::task;

use super::*;
use crate::{
    action::use_server_action,
    actions,
    page::{Page, provide_actions},
    query::use_server_query,
    store::Ended,
};

thread_local! {
    /// What the application's code does wherever it is asked something.
    static BACK: RefCell<Option<Box<dyn Fn()>>> = const { RefCell::new(None) };
    /// Where it was asked.
    static CAME: RefCell<BTreeSet<&'static str>> = const { RefCell::new(BTreeSet::new()) };
}

fn come_back(from: &'static str) {
    let back = BACK.try_with(RefCell::take).ok().flatten();
    let Some(back) = back else { return };
    CAME.with_borrow_mut(|came| came.insert(from));
    back();
    BACK.set(Some(back));
}

/// A number that comes back to the page whenever anything is asked of it.
#[derive(Debug)]
struct Probe(u32);

impl Clone for Probe {
    fn clone(&self) -> Self {
        come_back("clone");
        Self(self.0)
    }
}

impl PartialEq for Probe {
    fn eq(&self, other: &Self) -> bool {
        come_back("compare");
        self.0 == other.0
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        come_back("drop");
    }
}

impl Serialize for Probe {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        come_back("encode");
        serializer.serialize_u32(self.0)
    }
}

impl<'de> Deserialize<'de> for Probe {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = u32::deserialize(deserializer)?;
        come_back("decode");
        Ok(Self(number))
    }
}

#[crate::query(public)]
async fn get_probe(which: Probe) -> CallResult<Probe> {
    Ok(Probe(which.0 * 10))
}

#[crate::action(public, optimistic(GetProbe))]
async fn raise(by: Probe) -> CallResult<()> {
    drop(by);
    task::yield_now().await;
    Ok(())
}

impl Optimistic<GetProbe> for Raise {
    fn apply(&self, _: &IntentId, answer: &mut Probe) {
        come_back("apply");
        answer.0 += self.by.0;
    }

    fn matches(&self, query: &GetProbe) -> bool {
        come_back("match");
        query.which.0 == 1
    }
}

/// Cannot be encoded from ten on.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Odd(u32);

impl Serialize for Odd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 >= 10 {
            return Err(ser::Error::custom("no text for it"));
        }
        serializer.serialize_u32(self.0)
    }
}

#[crate::query(public)]
async fn get_odd(odd: Odd) -> CallResult<u32> {
    Ok(odd.0)
}

/// Takes as many turns as it says.
#[crate::query(public)]
async fn get_in_turns(turns: u32) -> CallResult<u32> {
    TURNS.set(TURNS.get() + 1);
    for _ in 0..turns {
        task::yield_now().await;
    }
    Ok(TURNS.get())
}

#[crate::action(public)]
async fn touch_all() -> CallResult<()> {
    Ok(())
}

thread_local! {
    static IMPATIENT: Cell<bool> = const { Cell::new(false) };
    /// How often the query was asked that takes turns.
    static TURNS: Cell<u32> = const { Cell::new(0) };
}

/// Whether nobody waits for what comes beside an action's answer.
pub(crate) fn is_impatient() -> bool {
    IMPATIENT.get()
}

fn page() -> (Owner, Store) {
    let _ = Executor::init_tokio();
    let _installs_the_lookup = actions();
    let (mut head, ()) = http::Request::new(()).into_parts();
    head.extensions.insert(As::public().scope());
    let owner = Owner::new();
    owner.set();
    provide_context(head);
    provide_actions();
    (owner, Page::current().store().clone())
}

async fn turns() {
    for _ in 0..20 {
        task::yield_now().await;
    }
}

/// Shows a query and changes it, while everything that the application is asked comes back to the store.
async fn change_what_comes_back() {
    let (owner, store) = page();
    let query = use_server_query(|| GetProbe { which: Probe(1) });
    query.ready().await;
    let action = use_server_action::<Raise>();
    let others = store.clone();
    BACK.set(Some(Box::new(move || {
        let _ = others.acting();
        let _ = others.entry(&GetProbe { which: Probe(2) }, &Count::default());
        // Not so from within a body, which has no page around it.
        let _ = query.try_with_untracked(Option::is_some);
        others.discard(1_000);
    })));
    let shown = move || untrack(|| query.with(|shown| shown.as_ref().map(|shown| shown.as_ref().unwrap().0)));
    action.dispatch(Raise { by: Probe(5) });
    assert_eq!(shown(), Some(15), "at once");
    turns().await;
    assert_eq!(shown(), Some(10), "as the server says");
    // As an action's answer brings it, in bytes.
    let asked = store.acting();
    let place = asked.entries.iter().position(|entry| entry.call() == "get_probe");
    let answer = Answer::new(&CallResult::<_>::Ok(Probe(30))).unwrap();
    let mut told = Told::default();
    told.fresh = Some(vec![(u32::try_from(place.unwrap()).unwrap(), Some(answer))]);
    store.settle(2_000, Ended::Done, &asked, told, Vec::new());
    assert_eq!(shown(), Some(30));
    owner.cleanup();
    drop(store);
    BACK.set(None);
}

// covers: GST-16
#[test]
fn the_applications_code_may_come_back_to_the_store_that_asks_it() {
    let (tell, told) = mpsc::channel();
    // A lock that is held would be waited for without an end.
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(change_what_comes_back());
        tell.send(CAME.take()).unwrap();
    });
    let came = told.recv_timeout(Duration::from_secs(60));
    let came = came.expect("nothing waits for a lock that it holds itself");
    let all = ["apply", "clone", "compare", "decode", "drop", "encode", "match"];
    assert_eq!(came.into_iter().collect::<Vec<_>>(), all);
}

// covers: GST-18
#[tokio::test]
async fn arguments_that_cannot_be_encoded_share_nothing() {
    let (_owner, store) = page();
    let entry = |odd| store.entry(&GetOdd { odd: Odd(odd) }, &Count::default());
    assert!(Arc::ptr_eq(&entry(1), &entry(1)), "what can be is one entry");
    let (ten, eleven) = (entry(10), entry(11));
    for entry in [&ten, &eleven] {
        Arc::clone(entry).ready(&store).await;
    }
    assert_eq!((&*ten.known(), &*eleven.known()), (&Some(Ok(10)), &Some(Ok(11))));
}

// covers: GST-18
#[tokio::test]
async fn a_value_that_stays_doubtful_is_asked_for_later_each_time_and_then_no_more() {
    let (_owner, store) = page();
    let entry = store.entry(&GetOdd { odd: Odd(1) }, &Count::default());
    let mut intents = Intents::default();
    intents.begin(1);
    {
        let log = &mut entry.lock().log;
        log.arrive(&intents, Snapshot::default(), Ok(1));
        log.add(&intents, 1, Arc::new(|_| {}));
        log.answered(&intents, 1);
        assert!(log.wants());
    }
    let mut pauses = Vec::new();
    for _ in 0..100 {
        pauses.extend(entry.lock().tries_again(true));
        entry.lock().is_catching_up = false;
    }
    assert_eq!(pauses.len(), 8, "{pauses:?}");
    assert!(pauses.is_sorted() && pauses[7] < 10_000, "{pauses:?}");
    assert!(untrack(|| entry.is_stale()), "and it says that it may be old");
}

// covers: GST-17
#[tokio::test]
async fn an_action_ends_without_what_is_too_slow_which_is_shown_when_it_comes() {
    let (_owner, _store) = page();
    let query = use_server_query(|| GetInTurns { turns: 100 });
    query.ready().await;
    let action = use_server_action::<TouchAll>();
    let shown = move || untrack(|| query.get()).and_then(Result::ok);
    IMPATIENT.set(true);
    action.dispatch(TouchAll {});
    turns().await;
    assert_eq!(untrack(|| action.value()), Some(Ok(())), "it has ended");
    assert_eq!((shown(), TURNS.get()), (Some(1), 2), "and the query is on its way");
    for _ in 0..10 {
        turns().await;
    }
    assert_eq!(shown(), Some(2));
}
