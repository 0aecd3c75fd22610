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
//! 6. No code of the application's runs while the store or an entry is locked: not what an action `matches` or changes, no
//!    `PartialEq`, no decoding, no `Drop`. It may call an action or show a query itself. What is to be asked is collected
//!    first, and what was answered is put in after.

mod asked;
mod entry;
#[cfg(all(debug_assertions, target_arch = "wasm32", target_os = "unknown"))]
mod waterfall;

use std::{
    any::{Any, TypeId},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Poll,
};

use leptos_actions_client::{Told, lanes::Number, log::Intents, screen_header};
use leptos_actions_core::{
    Foresight, Query, Tag, codec,
    wire::{Screen, Who},
};

pub(crate) use self::{
    asked::{Adding, Arrival, Asked, Landed, Landing, Origin, Refreshing},
    entry::{Entry, Subscription, shown_of},
};
use crate::count::Count;

/// The most bytes of a request's header that say what is on screen; servers and proxies take about 8 KiB in all.
const MOST_BYTES: usize = 2_500;
/// How long the end of an action waits for what is asked for beside its answer, in milliseconds.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
const PATIENCE: u32 = 1_000;
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

/// What open intents change.
type Foreseen = Vec<(Number, Vec<Foresight>)>;

/// An entry without its types.
pub(crate) trait Shown: Any + Send + Sync {
    fn call(&self) -> &'static str;
    /// Whether a component shows it.
    fn is_on_screen(&self) -> bool;
    /// Whether no action's answer is to wait for it.
    fn is_apart(&self) -> bool;
    /// What adds an intent's change, if it changes anything here.
    fn foresee(self: Arc<Self>, number: Number, foresight: &Foresight) -> Option<Adding>;
    /// An intent was carried out, failed, or nobody knows.
    fn end(&self, intents: &Intents, number: Number, is_done: bool);
    fn has(&self, number: Number) -> bool;
    /// Whether a tag means it, with these arguments, which are its own.
    fn is_meant(&self, tags: &[Tag], arguments: &[u8]) -> bool;
    /// As whom it was read.
    fn who(&self) -> Option<Who>;
    /// Decodes a value that came with an action's answer, or before it was asked for.
    fn arriving(self: Arc<Self>, arrival: Arrival) -> Landing;
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

impl Store {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The entry of a query, made if there is none. Arguments that cannot be encoded are like no others: each who shows them
    /// has an entry of their own, which no action's answer reaches.
    pub(crate) fn entry<Q: Query>(&self, query: &Q, in_flight: &Count) -> Arc<Entry<Q>> {
        let made = || Arc::new(Entry::new(query.clone(), in_flight.clone()));
        let Ok(arguments) = codec::to_vec(query) else {
            return made();
        };
        let arguments: Arc<[u8]> = arguments.into();
        let known = self.lock().find::<Q>(&arguments);
        if let Some(entry) = known {
            return entry;
        }
        let entry = made();
        let (shared, open) = self.lock().insert(Arc::clone(&arguments), &entry);
        if !Arc::ptr_eq(&shared, &entry) {
            return shared;
        }
        let foreseen = open.iter().flat_map(|(number, foresight)| {
            let entry = Arc::clone(&entry) as Arc<dyn Shown>;
            let adding = foresight
                .iter()
                .filter_map(move |one| Arc::clone(&entry).foresee(*number, one));
            adding.map(move |add| (*number, add))
        });
        let foreseen: Vec<_> = foreseen.collect();
        self.add(foreseen);
        #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
        if let Some(answer) = leptos_actions_client::take_ahead(Q::META.name, &arguments) {
            let landing = Arc::clone(&entry).arriving(Arrival::unasked(answer));
            let landed = landing(&mut self.lock().intents);
            drop(landed);
        }
        entry.publish();
        entry
    }

    /// Adds what intents change that are still open. The entries in which that is.
    fn add(&self, foreseen: Vec<(Number, Adding)>) -> Vec<Arc<dyn Shown>> {
        let inner = self.lock();
        let is_open = |number: Number| inner.open.iter().any(|open| open.number == number);
        let (open, ended): (Vec<_>, Vec<_>) = foreseen.into_iter().partition(|(number, _)| is_open(*number));
        let changed = open.into_iter().map(|(_, add)| add(&inner.intents)).collect();
        drop(inner);
        drop(ended);
        changed
    }

    /// No action's answer is to wait for a query, if it is known.
    pub(crate) fn note_apart<Q: Query>(&self, query: &Q) {
        let arguments = codec::to_vec(query);
        let entry = arguments.ok().and_then(|arguments| self.lock().find::<Q>(&arguments));
        if let Some(entry) = entry {
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
            let gone = self.lock().take_out(|held| Arc::ptr_eq(&held.entry, entry));
            drop(gone);
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
        let (entries, before) = {
            let mut inner = self.lock();
            inner.intents.begin(number);
            let before = inner.close(number);
            inner.open.push(Open {
                number,
                key,
                foresight: foresight.clone(),
                is_settled: false,
            });
            (inner.all(), before)
        };
        drop(before);
        // Each of them is asked, whatever the others say.
        let foreseen = entries.iter().flat_map(|entry| {
            let foreseen = foresight
                .iter()
                .filter_map(|one| Arc::clone(entry).foresee(number, one));
            foreseen.map(|add| (number, add))
        });
        let foreseen: Vec<_> = foreseen.collect();
        self.add(foreseen).iter().for_each(|entry| entry.publish());
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

    /// Waits for these, so that they are shown together with the end of their action. What takes longer than a second is put
    /// on screen by itself, and the action ends without it.
    pub(crate) async fn together(&self, asked: Vec<Refreshing>) -> Vec<Landing> {
        let mut landed = Vec::with_capacity(asked.len());
        let mut running: Vec<_> = asked.into_iter().map(Some).collect();
        let mut patience = (!running.is_empty()).then(|| Box::pin(patience()));
        // They are under way together once polled together; `join_all` would cost more code than this.
        std::future::poll_fn(|cx| {
            for slot in &mut running {
                if let Some(future) = slot
                    && let Poll::Ready(landing) = future.as_mut().poll(cx)
                {
                    landed.push(landing);
                    *slot = None;
                }
            }
            let is_all = running.iter().all(Option::is_none);
            let is_over = is_all
                || patience
                    .as_mut()
                    .is_none_or(|patience| patience.as_mut().poll(cx).is_ready());
            if is_over { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        for late in running.into_iter().flatten() {
            let store = self.clone();
            leptos::task::spawn(async move { store.land(late.await) });
        }
        landed
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
        let held: Vec<_> = {
            let inner = self.lock();
            let held = inner.entries.iter();
            held.map(|held| (Arc::clone(&held.entry), Arc::clone(&held.arguments)))
                .collect()
        };
        let is_meant =
            |(entry, arguments): &(Arc<dyn Shown>, Arc<[u8]>)| tags.is_none_or(|tags| entry.is_meant(tags, arguments));
        let meant = held.into_iter().filter(is_meant).map(|(entry, _)| entry);
        self.sort_out(meant.collect())
    }

    /// Those of the entries that are on screen. The others are forgotten.
    fn sort_out(&self, entries: Vec<Arc<dyn Shown>>) -> Vec<Arc<dyn Shown>> {
        let (shown, kept): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| entry.is_on_screen());
        let is_kept = |held: &Held| kept.iter().any(|entry| Arc::ptr_eq(entry, &held.entry));
        let gone = self.lock().take_out(is_kept);
        drop(gone);
        shown
    }

    /// Asks an entry again, by itself.
    pub(crate) fn refetch(&self, entry: &Arc<dyn Shown>) {
        let Some(asked) = Arc::clone(entry).refresh(self) else {
            return;
        };
        let store = self.clone();
        leptos::task::spawn(async move { store.land(asked.await) });
    }

    /// Puts what an action's answer brought into the entries, and ends the intent there.
    pub(crate) fn settle(&self, number: Number, ended: Ended, asked: &Asked, told: Told, landed: Vec<Landing>) {
        let entries = self.lock().all();
        // As whom they were read before the answer, which may have been asked for as somebody else.
        let is_gone = |who: &Who| told.who.is_some_and(|now| who.is_other_than(now));
        let mut gone: Vec<_> = entries.iter().filter_map(|entry| entry.who()).filter(is_gone).collect();
        let fresh = told.fresh.unwrap_or_default().into_iter();
        let fresh = fresh.filter_map(|(place, answer)| {
            let entry = Arc::clone(asked.entries.get(place as usize)?);
            Some(entry.arriving(asked.arrival(answer?)))
        });
        let landings: Vec<_> = fresh.chain(landed).collect();
        let (landed, forgotten) = {
            let mut guard = self.lock();
            let inner = &mut *guard;
            let landed: Vec<_> = landings.into_iter().map(|land| land(&mut inner.intents)).collect();
            for entry in &entries {
                entry.end(&inner.intents, number, ended == Ended::Done);
            }
            if let Some(open) = inner.open.iter_mut().find(|open| open.number == number) {
                open.is_settled = ended != Ended::Lost;
            }
            (landed, inner.tidy(&entries))
        };
        drop(forgotten);
        gone.extend(landed.iter().filter_map(|landed| landed.gone));
        entries.iter().for_each(|entry| entry.publish());
        entries.into_iter().for_each(|entry| entry.catch_up(self));
        self.leave_behind(&gone);
    }

    /// What was read as these is somebody else's now: it is asked again if it is on screen, and forgotten otherwise.
    fn leave_behind(&self, gone: &[Who]) {
        if gone.is_empty() {
            return;
        }
        let is_theirs = |entry: &Arc<dyn Shown>| entry.who().is_some_and(|who| gone.contains(&who));
        let entries = self.lock().all();
        let theirs = self.sort_out(entries.into_iter().filter(is_theirs).collect());
        theirs.iter().for_each(|entry| self.refetch(entry));
    }

    /// Nobody wants the intent any more.
    pub(crate) fn discard(&self, number: Number) {
        self.settle(number, Ended::Lost, &Asked::default(), Told::default(), Vec::new());
        let forgotten = {
            let mut inner = self.lock();
            inner.intents.forget(number);
            inner.close(number)
        };
        drop(forgotten);
    }

    /// Lets a value into its entry that was asked for by itself.
    pub(crate) fn land(&self, land: Landing) {
        let Landed { gone, entry } = land(&mut self.lock().intents);
        entry.publish();
        entry.catch_up(self);
        self.leave_behind(gone.as_slice());
    }
}

fn header_of(screen: &Screen) -> Option<String> {
    let says = screen.page.is_some() || !screen.keys.is_empty();
    says.then(|| screen_header(screen)).flatten()
}

/// Ends when nobody waits any longer for what comes beside an action's answer.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
async fn patience() {
    leptos_actions_client::sleep(PATIENCE).await;
}

/// On the server a page is waited for by whoever renders it.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
async fn patience() {
    #[cfg(test)]
    if entry::tests::is_impatient() {
        return;
    }
    std::future::pending().await
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

    /// The entry of these arguments, which is this one if there is none. The intents that are open, if it is.
    fn insert<Q: Query>(&mut self, arguments: Arc<[u8]>, entry: &Arc<Entry<Q>>) -> (Arc<Entry<Q>>, Foreseen) {
        // Somebody may have been faster.
        if let Some(known) = self.find::<Q>(&arguments) {
            return (known, Vec::new());
        }
        let place = self.place::<Q>(&arguments).unwrap_or_else(|place| place);
        let held = Held {
            of: TypeId::of::<Q>(),
            arguments,
            entry: Arc::clone(entry) as Arc<dyn Shown>,
        };
        self.entries.insert(place, held);
        let open = self.open.iter().map(|open| (open.number, open.foresight.clone()));
        (Arc::clone(entry), open.collect())
    }

    fn all(&self) -> Vec<Arc<dyn Shown>> {
        self.entries.iter().map(|held| Arc::clone(&held.entry)).collect()
    }

    /// Takes entries out, to be dropped where the store is not locked.
    fn take_out(&mut self, is_one: impl Fn(&Held) -> bool) -> Vec<Held> {
        let entries = std::mem::take(&mut self.entries);
        let (out, stay) = entries.into_iter().partition(is_one);
        self.entries = stay;
        out
    }

    /// Takes an intent off the list of those that are open, to be dropped where the store is not locked.
    fn close(&mut self, number: Number) -> Option<Open> {
        let place = self.open.iter().position(|open| open.number == number)?;
        Some(self.open.remove(place))
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

    /// Forgets intents that are in everything that is shown. They are dropped where the store is not locked.
    fn tidy(&mut self, entries: &[Arc<dyn Shown>]) -> Vec<Open> {
        let is_over = |open: &Open| open.is_settled && !entries.iter().any(|entry| entry.has(open.number));
        let open = std::mem::take(&mut self.open);
        let (over, stay): (Vec<_>, _) = open.into_iter().partition(is_over);
        self.open = stay;
        over.iter().for_each(|open| self.intents.forget(open.number));
        over
    }
}
