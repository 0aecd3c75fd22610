//! One query with one set of arguments: what is shown of it, and its requests.

#[cfg(test)]
pub(super) mod tests;

use std::{
    any::Any,
    future::poll_fn,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Poll, Waker},
};

use leptos::prelude::*;
use leptos_actions_client::{
    lanes::Number,
    log::{Intents, Log, Picture, Snapshot},
};
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
use leptos_actions_core::Call;
use leptos_actions_core::{
    CallError, Foresight, IntoQuery, Known, Query, QueryResult, Tag,
    wire::{Reading, Who},
};

use super::{Adding, Arrival, Asked, Landed, Landing, Origin, Refreshing, Shown, Store};
use crate::{count::Count, idle::is_idle};

/// How long is waited before a value that was not the wanted one is asked for once more, in milliseconds; longer each time.
const PAUSE: u32 = 100;
/// The same where it could not be had at all, and the most of it.
const FAILED_PAUSE: u32 = 1_000;
const LONGEST_PAUSE: u32 = 16_000;
/// How often in a row it is then asked for in vain, until somebody or something else asks for it.
const MOST_TRIES: u32 = 8;

/// An entry of the store.
pub(crate) struct Entry<Q: Query> {
    query: Q,
    inner: Mutex<Inner<Q>>,
    changed: ArcTrigger,
    subscribers: AtomicUsize,
    /// Whether some component's part of the page carries the value to hydration.
    is_carried: AtomicBool,
    /// Whether no action's answer is to wait for it.
    is_apart: AtomicBool,
    /// Requests of the whole page.
    in_flight: Count,
    /// Requests for another value.
    refreshing: Count,
}

struct Inner<Q: Query> {
    log: Log<QueryResult<Q>>,
    shown: Known<Q>,
    /// Whether the last attempt to ask again failed.
    is_stale: bool,
    /// The request for the first value.
    first: Option<First<Q>>,
    is_catching_up: bool,
    /// As whom it was read.
    who: Option<Who>,
    /// How often in a row it was asked again, and was not what is wanted.
    tries: u32,
    waiting: Vec<Waker>,
    /// Whether `is_stale` is another than components have seen.
    is_changed: bool,
    /// How often another picture was taken of the log.
    pictures: u64,
}

/// The request for the first value: in a browser it runs by itself, on the server whoever waits drives it.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
type First<Q> = (futures_util::future::AbortHandle, std::marker::PhantomData<Q>);
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
type First<Q> = futures_util::future::Shared<Call<Q>>;

impl<Q: Query> Entry<Q> {
    pub(super) fn new(query: Q, in_flight: Count) -> Self {
        Self {
            query,
            inner: Mutex::new(Inner {
                log: Log::default(),
                shown: Arc::new(None),
                is_stale: false,
                first: None,
                is_catching_up: false,
                who: None,
                tries: 0,
                waiting: Vec::new(),
                is_changed: false,
                pictures: 0,
            }),
            changed: ArcTrigger::new(),
            subscribers: AtomicUsize::new(0),
            is_carried: AtomicBool::new(false),
            is_apart: AtomicBool::new(false),
            in_flight,
            refreshing: Count::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner<Q>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells of every later change.
    pub(crate) fn track(&self) {
        self.changed.track();
    }

    pub(crate) fn known(&self) -> Known<Q> {
        Arc::clone(&self.lock().shown)
    }

    /// Whether whoever asks this is to carry the value to hydration: the first does, for all.
    pub(crate) fn is_carrier(&self) -> bool {
        !self.is_carried.swap(true, Ordering::Relaxed)
    }

    pub(crate) fn keep_apart(&self) {
        self.is_apart.store(true, Ordering::Relaxed);
    }

    pub(crate) fn refreshing(&self) -> bool {
        self.refreshing.any()
    }

    pub(crate) fn is_stale(&self) -> bool {
        self.changed.track();
        !is_idle() && self.lock().is_stale
    }

    /// Whether there is nothing to show but an error.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(super) fn has_failed(&self) -> bool {
        matches!(*self.known(), Some(Err(_)))
    }

    /// Shows what the server rendered, and for whom.
    pub(crate) fn seed(&self, answer: QueryResult<Q>, who: Option<Who>) {
        if self.known().is_none() {
            let mut inner = self.lock();
            inner.who = who;
            inner.log.arrive(&Intents::default(), Snapshot::default(), answer);
            drop(inner);
            self.publish();
        }
    }

    /// Waits for the first value, and asks for it if nobody has. It ends without one when nobody wants it any more.
    pub(crate) async fn ready(self: Arc<Self>, store: &Store) {
        #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
        if self.begin(store) {
            #[cfg(debug_assertions)]
            super::waterfall::asks(Q::META);
        }
        #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
        self.drive(store).await;
        poll_fn(|cx| {
            let mut inner = self.lock();
            if inner.shown.is_some() || inner.first.is_none() {
                return Poll::Ready(());
            }
            inner.waiting.push(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }

    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    async fn drive(&self, _: &Store) {
        use futures_util::FutureExt;
        use leptos_actions_server::Scope;
        let scope = Scope::current();
        let known = self.lock().first.clone();
        let first = known.unwrap_or_else(|| {
            let call = self.query.clone().call().shared();
            self.lock().first.get_or_insert(call).clone()
        });
        let _in_flight = self.in_flight.begin();
        let answer = first.await;
        let who = scope.as_ref().and_then(|scope| scope.who(Q::META.name));
        if let Some(scope) = scope.filter(Scope::notes_reads) {
            self.note(&scope, &answer);
        }
        self.seed(answer, who);
    }

    /// Tells whoever renders the page only for what it asks.
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    fn note(&self, scope: &leptos_actions_server::Scope, answer: &QueryResult<Q>) {
        use leptos_actions_core::{
            codec,
            wire::{Answer, Read},
        };
        // What cannot be encoded the page asks for itself.
        if let (Ok(arguments), Ok(answer)) = (codec::to_vec(&self.query), Answer::new(answer)) {
            scope.note_read(Read::new(Q::META.name, &arguments, answer));
        }
    }

    /// Asks for the first value, if nobody has.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(super) fn begin(self: &Arc<Self>, store: &Store) -> bool {
        let mut inner = self.lock();
        if inner.shown.is_some() || inner.first.is_some() {
            return false;
        }
        let (attempt, stop) = futures_util::future::abortable(Arc::clone(self).ask(store.asking()));
        inner.first = Some((stop, std::marker::PhantomData));
        drop(inner);
        let (entry, store) = (Arc::clone(self), store.clone());
        leptos::task::spawn(async move {
            if let Ok(landing) = attempt.await {
                entry.lock().first = None;
                #[cfg(debug_assertions)]
                super::waterfall::answered(Q::META);
                store.land(landing);
            }
        });
        true
    }

    /// Stops the request for the first value. Whether there was one.
    pub(super) fn stop(&self) -> bool {
        let first = self.lock().first.take();
        #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
        if let Some((stop, _)) = &first {
            stop.abort();
        }
        // Whoever waits has nothing to wait for, unless somebody asks again.
        let waiting = std::mem::take(&mut self.lock().waiting);
        waiting.into_iter().for_each(Waker::wake);
        first.is_some()
    }

    async fn ask(self: Arc<Self>, asked: Asked) -> Landing {
        let in_flight = self.in_flight.begin();
        let (answer, reading) = ask(&self.query, asked.header.clone()).await;
        drop(in_flight);
        let origin = Origin {
            at: Some(asked.at),
            listed: asked.listed(reading.as_ref()),
            is_own: true,
        };
        self.landing(origin, reading, answer)
    }

    /// Puts an answer into the log. What it does to the application's values is done before.
    fn landing(self: Arc<Self>, origin: Origin, reading: Option<Reading>, answer: QueryResult<Q>) -> Landing {
        let replaces = replaces::<Q>(&answer);
        Box::new(move |intents| {
            let gone = {
                let mut inner = self.lock();
                // The first value is shown, whatever it is.
                let is_first = origin.is_own && inner.shown.is_none();
                inner.set_stale(!replaces);
                if replaces || is_first {
                    let gone = inner.read_as(reading.as_ref());
                    let read = reading.map(|reading| reading.span);
                    let snapshot = Snapshot::new(origin.at, intents.tick(), read, origin.listed);
                    inner.log.arrive(intents, snapshot, answer);
                    gone
                } else {
                    inner.log.refuse(answer);
                    None
                }
            };
            Landed { gone, entry: self }
        })
    }
}

impl<Q: Query> Inner<Q> {
    fn set_stale(&mut self, is_stale: bool) {
        self.is_changed |= self.is_stale != is_stale;
        self.is_stale = is_stale;
    }

    /// Notes as whom a value was read. As whom the last one was, if that was somebody else.
    fn read_as(&mut self, reading: Option<&Reading>) -> Option<Who> {
        let now = reading?.who;
        std::mem::replace(&mut self.who, now).filter(|before| before.is_not(now))
    }

    /// Whether another value is to be asked for: the last attempt has failed, or what is shown is doubtful and no action's
    /// answer will bring one.
    fn wants(&self) -> bool {
        self.is_stale || (self.log.wants() && !self.log.is_pending())
    }

    /// Whether another value is asked for now, and after how many milliseconds. After so many in a row that were not what is
    /// wanted it is given up, and what is shown counts as stale: whoever comes back to the page asks again.
    fn tries_again(&mut self, is_on_screen: bool) -> Option<u32> {
        if !self.wants() {
            self.tries = 0;
            return None;
        }
        if self.is_catching_up || !is_on_screen {
            return None;
        }
        if self.tries >= MOST_TRIES {
            self.set_stale(true);
            return None;
        }
        self.is_catching_up = true;
        self.tries += 1;
        Some(self.pause())
    }

    /// How long the next request waits: nothing at first, unless the last one has failed, and then longer each time. Whoever
    /// keeps answers between here and the server may give an old one for a while.
    fn pause(&self) -> u32 {
        let tries = self.tries.saturating_sub(1).min(8);
        if self.is_stale {
            (FAILED_PAUSE << tries).min(LONGEST_PAUSE)
        } else if tries == 0 {
            0
        } else {
            PAUSE << tries.min(6)
        }
    }
}

/// Whether an answer takes the place of an older one on screen: success does, and so does an error that is about the
/// thing itself, such as "not found" or "sign in first". One that may pass does not.
fn replaces<Q: Query>(answer: &QueryResult<Q>) -> bool {
    answer
        .as_ref()
        .err()
        .is_none_or(|error: &CallError<Q::Error>| !error.may_pass())
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
use leptos_actions_client::ask;

/// A component that asks again while it is rendered calls the function.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
async fn ask<Q: Query>(query: &Q, _: Option<String>) -> (QueryResult<Q>, Option<Reading>) {
    (query.clone().call().await, None)
}

impl<Q: Query> Shown for Entry<Q> {
    fn call(&self) -> &'static str {
        Q::META.name
    }

    fn is_on_screen(&self) -> bool {
        self.subscribers.load(Ordering::Relaxed) > 0
    }

    fn is_apart(&self) -> bool {
        self.is_apart.load(Ordering::Relaxed)
    }

    fn foresee(self: Arc<Self>, number: Number, foresight: &Foresight) -> Option<Adding> {
        let mine = foresight.for_query(&self.query)?;
        let change = move |answer: &mut QueryResult<Q>| {
            if let Ok(answer) = answer {
                mine.apply(answer);
            }
        };
        Some(Box::new(move |intents| {
            self.lock().log.add(intents, number, Arc::new(change));
            self
        }))
    }

    fn end(&self, intents: &Intents, number: Number, is_done: bool) {
        let log = &mut self.lock().log;
        if is_done {
            log.answered(intents, number);
        } else {
            log.failed(intents, number);
        }
    }

    fn has(&self, number: Number) -> bool {
        self.lock().log.has(number)
    }

    fn is_meant(&self, tags: &[Tag], arguments: &[u8]) -> bool {
        let names = self.query.tags();
        tags.iter().any(|tag| tag.is_of(Q::META.name, arguments, &names))
    }

    fn who(&self) -> Option<Who> {
        self.lock().who
    }

    fn arriving(self: Arc<Self>, arrival: Arrival) -> Landing {
        let Arrival { origin, mut answer } = arrival;
        let reading = answer.read.take();
        let answer = answer.read();
        self.landing(origin, reading, answer)
    }

    fn publish(&self) {
        let waiting = loop {
            let (spent, shown, picture, number) = {
                let mut inner = self.lock();
                let spent = inner.log.take_spent();
                let picture = inner.log.take_changed().then(|| inner.log.picture());
                inner.pictures += u64::from(picture.is_some());
                (spent, Arc::clone(&inner.shown), picture, inner.pictures)
            };
            // The application's code: it may come back here.
            drop(spent);
            let developed = picture.map(|picture| picture.map(Picture::develop));
            // Equal data touches nothing: no effect runs, no element is made anew.
            let newer = developed.filter(|developed| *shown != *developed).map(Arc::new);
            let mut inner = self.lock();
            if inner.pictures != number || inner.log.is_changed() {
                // It did, and what was developed is an older picture than that.
                inner.log.touch();
                continue;
            }
            let is_changed = std::mem::take(&mut inner.is_changed) || newer.is_some();
            if let Some(newer) = newer {
                inner.shown = newer;
            }
            if !is_changed {
                return;
            }
            break std::mem::take(&mut inner.waiting);
        };
        self.changed.notify();
        waiting.into_iter().for_each(Waker::wake);
    }

    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    fn may_be_had(&self) -> bool {
        let (is_stale, shown) = {
            let inner = self.lock();
            (inner.is_stale, Arc::clone(&inner.shown))
        };
        let has_failed = is_stale || matches!(&*shown, Some(Err(error)) if error.may_pass());
        has_failed && !self.refreshing.any_untracked()
    }

    fn refresh(self: Arc<Self>, store: &Store) -> Option<Refreshing> {
        if self.known().is_none() {
            // Its request could be older than what it is to show.
            if self.stop() {
                #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
                self.begin(store);
            }
            return None;
        }
        let refreshing = self.refreshing.begin();
        let asked = self.ask(store.asking());
        Some(Box::pin(async move {
            let landing = asked.await;
            drop(refreshing);
            landing
        }))
    }

    fn catch_up(self: Arc<Self>, store: &Store) {
        let is_on_screen = self.is_on_screen();
        let pause = self.lock().tries_again(is_on_screen);
        let Some(pause) = pause else {
            // Given up, it says that it may be old.
            self.publish();
            return;
        };
        let store = store.clone();
        leptos::task::spawn(async move {
            if pause > 0 {
                leptos_actions_client::sleep(pause).await;
            }
            let is_wanted = self.is_on_screen() && self.lock().wants();
            let asked = is_wanted.then(|| Arc::clone(&self).refresh(&store)).flatten();
            let Some(asked) = asked else {
                self.lock().is_catching_up = false;
                return;
            };
            let landing = asked.await;
            self.lock().is_catching_up = false;
            store.land(landing);
        });
    }

    fn as_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
        self
    }
}

/// That a component shows an entry, for as long as this is kept.
pub(crate) struct Subscription<Q: Query> {
    pub(crate) entry: Arc<Entry<Q>>,
    #[cfg_attr(
        not(all(target_arch = "wasm32", target_os = "unknown")),
        expect(dead_code, reason = "a page that is rendered ends before its entries")
    )]
    store: Store,
}

impl<Q: Query> Subscription<Q> {
    pub(crate) fn new(entry: Arc<Entry<Q>>, store: Store) -> Self {
        entry.subscribers.fetch_add(1, Ordering::Relaxed);
        Self { entry, store }
    }
}

impl<Q: Query> Drop for Subscription<Q> {
    fn drop(&mut self) {
        let others = self.entry.subscribers.fetch_sub(1, Ordering::Relaxed) - 1;
        #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
        if others == 0 {
            self.store.leave(&self.entry);
        }
        #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
        let _ = others;
    }
}

/// What a component shows of an entry.
pub(crate) fn shown_of<I: IntoQuery>(subscription: Option<&Subscription<I::Query>>) -> Known<I> {
    match subscription {
        Some(subscription) => I::shown(&subscription.entry.known()),
        None => Arc::new(I::nothing()),
    }
}
