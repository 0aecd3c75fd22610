//! Every query of a page, once for each set of arguments.
//!
//! 1. Components that ask the same share one [`Entry`]: one request, one value.
//! 2. An entry is kept for as long as a component shows it, and five seconds longer: whoever comes back meanwhile finds it
//!    as it was. An action ends those that nobody shows, for they may be stale.
//! 3. What intents change of an entry is in its [`Log`](leptos_actions_client::log::Log); an entry that is made while an
//!    intent is open has its change too.
//! 4. What comes with an action's answer is put on screen together with the end of the action, in one turn.
//! 5. No two people's values stay side by side. When a value is read as somebody else than the one before, as after a sign-in
//!    of which this page was told nothing, whatever else was read as the former is asked again; and so it is when an action
//!    was asked for as somebody else.

mod entry;
#[cfg(all(debug_assertions, target_arch = "wasm32", target_os = "unknown"))]
mod waterfall;

use std::{
    any::{Any, TypeId},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use leptos_actions_client::{
    Told,
    lanes::Number,
    log::{Intents, Moment},
    screen_header,
};
use leptos_actions_core::{
    Foresight, Query, Tag, codec,
    wire::{Answer, Contained, Reading, Screen, Who},
};

pub(crate) use self::entry::{Entry, Subscription, shown_of};
use crate::count::Count;

/// The most bytes of a request's header that say what is on screen; servers and proxies take about 8 KiB in all.
const MOST_BYTES: usize = 2_500;
/// How long an entry is kept that nobody shows, in milliseconds.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
const KEPT_FOR: u32 = 5_000;
/// The most keys of open intents that are named.
const MOST_KEYS: usize = 16;

/// The queries of a page. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Store(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    /// In the order in which they are found.
    entries: Vec<Held>,
    intents: Intents,
    open: Vec<Open>,
}

struct Held {
    of: TypeId,
    arguments: Arc<[u8]>,
    entry: Arc<dyn Shown>,
}

/// An intent whose effect is shown before it is known to be in what the server says.
struct Open {
    number: Number,
    key: Option<String>,
    foresight: Vec<Foresight>,
    /// Whether its answer has come.
    is_settled: bool,
}

/// An entry without its types.
pub(crate) trait Shown: Any + Send + Sync {
    fn call(&self) -> &'static str;
    /// Whether a component shows it.
    fn is_on_screen(&self) -> bool;
    /// Whether no action's answer is to wait for it.
    fn is_apart(&self) -> bool;
    /// Adds what an intent changes. Whether it changes anything here.
    fn foresee(&self, intents: &Intents, number: Number, foresight: &Foresight) -> bool;
    /// An intent was carried out, failed, or nobody knows.
    fn end(&self, intents: &Intents, number: Number, is_done: bool);
    fn has(&self, number: Number) -> bool;
    /// Whether a tag means it, with these arguments, which are its own.
    fn is_meant(&self, tags: &[Tag], arguments: &[u8]) -> bool;
    /// As whom it was read.
    fn who(&self) -> Option<Who>;
    /// A value that came with an action's answer. As whom the last one was read, if that was somebody else.
    fn arrive(&self, intents: &Intents, arrival: Arrival) -> Option<Who>;
    /// Writes what is shown now to where components see it.
    fn publish(&self);
    /// Whether the last attempt failed in a way that may have passed, and no other is under way.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    fn may_be_had(&self) -> bool;
    /// Asks again if it must, and says when that is done. Nothing to wait for where the first value is still to come.
    fn refresh(self: Arc<Self>, store: &Store) -> Option<Refreshing>;
    /// Asks for another value if the log wants one.
    fn catch_up(self: Arc<Self>, store: &Store);
    fn as_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync>;
}

/// What asks again; its end puts the value on screen.
pub(crate) type Refreshing = std::pin::Pin<Box<dyn Future<Output = Landing> + Send>>;
/// Puts a value into its entry. As whom the last one was read, if that was somebody else.
pub(crate) type Landing = Box<dyn FnOnce(&mut Intents) -> Option<Who> + Send>;

/// A value as it came.
pub(crate) struct Arrival {
    pub(crate) asked: Option<Moment>,
    pub(crate) arrived: Moment,
    pub(crate) answer: Answer,
    /// The intents that were named when it was asked for, and what the server says of them.
    pub(crate) listed: Vec<(Number, Contained)>,
}

/// What a request says of the screen, and what its answer is compared with.
#[derive(Default)]
pub(crate) struct Asked {
    pub(crate) header: Option<String>,
    pub(crate) at: Moment,
    entries: Vec<Arc<dyn Shown>>,
    numbers: Vec<Number>,
}

impl Store {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The entry of a query, made if there is none.
    pub(crate) fn entry<Q: Query>(&self, query: &Q, in_flight: &Count) -> Arc<Entry<Q>> {
        let arguments: Arc<[u8]> = codec::to_vec(query).unwrap_or_default().into();
        let mut inner = self.lock();
        if let Some(entry) = inner.find::<Q>(&arguments) {
            return entry;
        }
        let entry = Arc::new(Entry::new(query.clone(), in_flight.clone()));
        for open in inner.open.iter() {
            for foresight in &open.foresight {
                entry.foresee(&inner.intents, open.number, foresight);
            }
        }
        #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
        if let Some(answer) = leptos_actions_client::take_ahead(Q::META.name, &arguments) {
            let arrived = inner.intents.tick();
            entry.arrive(&inner.intents, Arrival::unasked(arrived, answer));
        }
        let held = Held {
            of: TypeId::of::<Q>(),
            arguments,
            entry: Arc::clone(&entry) as Arc<dyn Shown>,
        };
        let place = inner.place::<Q>(&held.arguments).unwrap_or_else(|place| place);
        inner.entries.insert(place, held);
        drop(inner);
        entry.publish();
        entry
    }

    /// No action's answer is to wait for a query, if it is known.
    pub(crate) fn note_apart<Q: Query>(&self, query: &Q) {
        let arguments = codec::to_vec(query).unwrap_or_default();
        if let Some(entry) = self.lock().find::<Q>(&arguments) {
            entry.keep_apart();
        }
    }

    /// Asks a query that may be shown soon.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(crate) fn prefetch<Q: Query>(&self, query: &Q, in_flight: &Count) {
        let entry = self.entry(query, in_flight);
        let store = self.clone();
        // A link that an answer puts below the pointer waits for nobody: this is no waterfall.
        entry.begin(&store);
        leptos::task::spawn_local(async move {
            Arc::clone(&entry).ready(&store).await;
            if entry.has_failed() {
                // Whoever opens the page asks for themselves.
                store.forget(&(entry as Arc<dyn Shown>));
            } else {
                store.forget_later(entry);
            }
        });
    }

    /// No component shows the entry any more. Nobody waits for its first value, and the server need not work for it.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    fn leave<Q: Query>(&self, entry: &Arc<Entry<Q>>) {
        if entry.stop() || entry.has_failed() {
            self.forget(&(Arc::clone(entry) as Arc<dyn Shown>));
        } else {
            self.forget_later(Arc::clone(entry) as Arc<dyn Shown>);
        }
    }

    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    fn forget_later(&self, entry: Arc<dyn Shown>) {
        let store = self.clone();
        leptos::task::spawn_local(async move {
            leptos_actions_client::sleep(KEPT_FOR).await;
            store.forget(&entry);
        });
    }

    /// Forgets an entry unless it is shown.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    fn forget(&self, entry: &Arc<dyn Shown>) {
        if !entry.is_on_screen() {
            self.lock().entries.retain(|held| !Arc::ptr_eq(&held.entry, entry));
        }
    }

    /// What a query's request says: which intents are open.
    pub(crate) fn asking(&self) -> Asked {
        let mut inner = self.lock();
        let mut asked = inner.asked();
        asked.header = header_of(&Screen::asking_for(inner.keys(&asked.numbers)));
        asked
    }

    /// What an action's request says: what is on screen as well.
    pub(crate) fn acting(&self) -> Asked {
        let mut inner = self.lock();
        let mut asked = inner.asked();
        let mut screen = Screen::asking_for(inner.keys(&asked.numbers));
        screen.page = leptos_actions_client::page();
        let mut bytes = 0;
        for held in inner.entries.iter().filter(|held| held.entry.is_on_screen()) {
            let call = held.entry.call();
            bytes += call.len() + held.arguments.len() + 6;
            if bytes > MOST_BYTES {
                break;
            }
            if held.entry.is_apart() {
                screen.push_apart(call, &held.arguments);
            } else {
                screen.push(call, &held.arguments);
            }
            asked.entries.push(Arc::clone(&held.entry));
        }
        asked.header = header_of(&screen);
        asked
    }

    /// An intent is made or tried again: what it changes is shown.
    pub(crate) fn begin(&self, number: Number, key: Option<String>, foresight: Vec<Foresight>) {
        let mut inner = self.lock();
        inner.intents.begin(number);
        let mut changed = Vec::new();
        for held in &inner.entries {
            // Each of them is asked, whatever the others say.
            let here = foresight
                .iter()
                .filter(|one| held.entry.foresee(&inner.intents, number, one));
            if here.count() > 0 {
                changed.push(Arc::clone(&held.entry));
            }
        }
        inner.open.retain(|open| open.number != number);
        inner.open.push(Open {
            number,
            key,
            foresight,
            is_settled: false,
        });
        drop(inner);
        changed.iter().for_each(|entry| entry.publish());
    }

    /// The queries that show something of an intent.
    #[cfg(all(debug_assertions, target_arch = "wasm32", target_os = "unknown"))]
    pub(crate) fn shows(&self, number: Number) -> Vec<&'static str> {
        let inner = self.lock();
        let shown = inner.entries.iter().filter(|held| held.entry.has(number));
        shown.map(|held| held.entry.call()).collect()
    }

    /// An attempt is sent.
    pub(crate) fn sent(&self, number: Number) {
        self.lock().intents.sent(number);
    }

    /// The answer to an attempt has come. What is asked for from now on holds what was done.
    pub(crate) fn answered(&self, number: Number, ended: Ended, told: &Told) {
        let intents = &mut self.lock().intents;
        match ended {
            Ended::Done => intents.done(number, told.ran),
            Ended::Refused => intents.refused(number),
            Ended::Lost => {}
        }
    }

    /// Asks everything on screen again that an action has made stale and whose value has not come with its answer.
    pub(crate) fn refresh(&self, asked: &Asked, told: Option<&Told>) -> Vec<Refreshing> {
        let is_there = |entry: &Arc<dyn Shown>| {
            let place = asked.entries.iter().position(|other| Arc::ptr_eq(other, entry));
            // A server that was not told what is on screen has read nothing again.
            let fresh = told.and_then(|told| told.fresh.as_ref());
            let (Some(place), Some(fresh)) = (place, fresh) else {
                return false;
            };
            let fresh = fresh.iter().find(|(other, _)| *other as usize == place);
            fresh.is_none_or(|(_, answer)| answer.is_some())
        };
        let stale = self.meant(told.and_then(|told| told.stale.as_deref()));
        let missing = stale.into_iter().filter(|entry| !is_there(entry));
        let (apart, together): (Vec<_>, Vec<_>) = missing.partition(|entry| entry.is_apart());
        apart.iter().for_each(|entry| self.refetch(entry));
        together.into_iter().filter_map(|entry| entry.refresh(self)).collect()
    }

    /// Asks again what is stale of what is on screen, each for itself. `None` means everything.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(crate) fn revalidate(&self, stale: Option<&[Tag]>) {
        leptos_actions_client::forget_ahead();
        self.meant(stale).iter().for_each(|entry| self.refetch(entry));
    }

    /// Asks again for what is on screen and could not be had the last time.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(crate) fn refetch_failed(&self) {
        let is_failed = |held: &&Held| held.entry.is_on_screen() && held.entry.may_be_had();
        let failed: Vec<_> = self
            .lock()
            .entries
            .iter()
            .filter(is_failed)
            .map(|held| Arc::clone(&held.entry))
            .collect();
        failed.iter().for_each(|entry| self.refetch(entry));
    }

    /// What is on screen and meant by one of these tags; `None` means everything. What is meant and only kept is forgotten.
    fn meant(&self, stale: Option<&[Tag]>) -> Vec<Arc<dyn Shown>> {
        let page = leptos_actions_client::page().map(|path| Tag::path(&path));
        let tags = stale.filter(|tags| !tags.iter().any(|tag| Some(tag) == page.as_ref()));
        let mut shown = Vec::new();
        self.lock().entries.retain(|held| {
            let is_meant = tags.is_none_or(|tags| held.entry.is_meant(tags, &held.arguments));
            let is_shown = held.entry.is_on_screen();
            if is_meant && is_shown {
                shown.push(Arc::clone(&held.entry));
            }
            is_shown || !is_meant
        });
        shown
    }

    /// Asks an entry again, by itself.
    pub(crate) fn refetch(&self, entry: &Arc<dyn Shown>) {
        let Some(asked) = Arc::clone(entry).refresh(self) else {
            return;
        };
        let (store, entry) = (self.clone(), Arc::clone(entry));
        leptos::task::spawn(async move {
            let landing = asked.await;
            store.land(&entry, landing);
        });
    }

    /// Puts what an action's answer brought into the entries, and ends the intent there.
    pub(crate) fn settle(&self, number: Number, ended: Ended, asked: &Asked, told: Told, landed: Vec<Landing>) {
        let entries: Vec<_> = self.lock().entries.iter().map(|held| Arc::clone(&held.entry)).collect();
        // As whom they were read before the answer, which may have been asked for as somebody else.
        let is_gone = |who: &Who| told.who.is_some_and(|now| who.is_other_than(now));
        let mut gone: Vec<_> = entries.iter().filter_map(|entry| entry.who()).filter(is_gone).collect();
        {
            let mut guard = self.lock();
            let inner = &mut *guard;
            for (place, answer) in told.fresh.unwrap_or_default() {
                let (Some(entry), Some(answer)) = (asked.entries.get(place as usize), answer) else {
                    continue;
                };
                let arrived = inner.intents.tick();
                gone.extend(entry.arrive(&inner.intents, asked.arrival(arrived, answer)));
            }
            gone.extend(landed.into_iter().filter_map(|land| land(&mut inner.intents)));
            for entry in &entries {
                entry.end(&inner.intents, number, ended == Ended::Done);
            }
            if let Some(open) = inner.open.iter_mut().find(|open| open.number == number) {
                open.is_settled = ended != Ended::Lost;
            }
            inner.tidy(&entries);
        }
        entries.iter().for_each(|entry| entry.publish());
        entries.into_iter().for_each(|entry| entry.catch_up(self));
        self.leave_behind(&gone);
    }

    /// What was read as these is somebody else's now: it is asked again if it is on screen, and forgotten otherwise.
    fn leave_behind(&self, gone: &[Who]) {
        if gone.is_empty() {
            return;
        }
        let mut theirs = Vec::new();
        self.lock().entries.retain(|held| {
            let is_theirs = held.entry.who().is_some_and(|who| gone.contains(&who));
            let is_shown = held.entry.is_on_screen();
            if is_theirs && is_shown {
                theirs.push(Arc::clone(&held.entry));
            }
            is_shown || !is_theirs
        });
        theirs.iter().for_each(|entry| self.refetch(entry));
    }

    /// Nobody wants the intent any more.
    pub(crate) fn discard(&self, number: Number) {
        self.settle(number, Ended::Lost, &Asked::default(), Told::default(), Vec::new());
        let mut inner = self.lock();
        inner.open.retain(|open| open.number != number);
        inner.intents.forget(number);
    }

    /// Lets a value into an entry that was asked for by itself.
    pub(crate) fn land(&self, entry: &Arc<dyn Shown>, land: Landing) {
        let gone = land(&mut self.lock().intents);
        entry.publish();
        Arc::clone(entry).catch_up(self);
        self.leave_behind(gone.as_slice());
    }
}

fn header_of(screen: &Screen) -> Option<String> {
    let says = screen.page.is_some() || !screen.keys.is_empty();
    says.then(|| screen_header(screen)).flatten()
}

/// Waits for all of them. They are under way together once polled together; `join_all` would cost more code than this.
pub(crate) async fn all(asked: Vec<Refreshing>) -> Vec<Landing> {
    let mut landed = Vec::with_capacity(asked.len());
    let mut running: Vec<_> = asked.into_iter().map(Some).collect();
    std::future::poll_fn(|cx| {
        for slot in &mut running {
            if let Some(future) = slot
                && let std::task::Poll::Ready(landing) = future.as_mut().poll(cx)
            {
                landed.push(landing);
                *slot = None;
            }
        }
        if running.iter().all(Option::is_none) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    landed
}

/// How an attempt ended, as far as what is shown goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    Done,
    /// The server has said that nothing happened.
    Refused,
    /// Nobody knows.
    Lost,
}

impl Inner {
    /// Where an entry is, or would be.
    fn place<Q: Query>(&self, arguments: &[u8]) -> Result<usize, usize> {
        let wanted = (TypeId::of::<Q>(), arguments);
        let place_of = |held: &Held| (held.of, &*held.arguments).cmp(&wanted);
        self.entries.binary_search_by(place_of)
    }

    fn find<Q: Query>(&self, arguments: &[u8]) -> Option<Arc<Entry<Q>>> {
        let place = self.place::<Q>(arguments).ok()?;
        Arc::clone(&self.entries[place].entry).as_any().downcast().ok()
    }

    fn asked(&mut self) -> Asked {
        let open = self.open.iter().rev().filter(|open| open.key.is_some()).take(MOST_KEYS);
        Asked {
            header: None,
            numbers: open.map(|open| open.number).collect(),
            at: self.intents.tick(),
            entries: Vec::new(),
        }
    }

    fn keys(&self, numbers: &[Number]) -> Vec<String> {
        let key = |number: &Number| self.open.iter().find(|open| open.number == *number)?.key.clone();
        numbers.iter().filter_map(key).collect()
    }

    /// Forgets intents that are in everything that is shown.
    fn tidy(&mut self, entries: &[Arc<dyn Shown>]) {
        let (intents, open) = (&mut self.intents, &mut self.open);
        open.retain(|open| {
            let stays = !open.is_settled || entries.iter().any(|entry| entry.has(open.number));
            if !stays {
                intents.forget(open.number);
            }
            stays
        });
    }
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
impl Arrival {
    /// A value that came before anybody asked for it.
    fn unasked(arrived: Moment, answer: Answer) -> Self {
        Self {
            asked: None,
            arrived,
            answer,
            listed: Vec::new(),
        }
    }
}

impl Asked {
    /// An answer to this request.
    pub(crate) fn arrival(&self, arrived: Moment, answer: Answer) -> Arrival {
        let listed = self.listed(answer.read.as_ref());
        Arrival {
            asked: Some(self.at),
            arrived,
            answer,
            listed,
        }
    }

    /// What came with an answer to it.
    #[cfg(all(debug_assertions, target_arch = "wasm32", target_os = "unknown"))]
    pub(crate) fn brought<'a>(&self, told: &'a Told) -> crate::inspector::Brought<'a> {
        let fresh = told.fresh.iter().flatten().filter_map(|(place, answer)| {
            let value = answer.as_ref().and_then(|answer| answer.value.clone());
            Some((
                self.entries.get(*place as usize)?.call(),
                value.map(|value| value.into_vec()),
            ))
        });
        crate::inspector::Brought {
            stale: told.stale.as_deref(),
            fresh: fresh.collect(),
        }
    }

    pub(crate) fn listed(&self, read: Option<&Reading>) -> Vec<(Number, Contained)> {
        let contained = read.map(|read| &*read.contained).unwrap_or_default();
        self.numbers.iter().copied().zip(contained.iter().copied()).collect()
    }
}
