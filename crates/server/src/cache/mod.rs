//! The data cache: what queries answered, kept on the server for a while.
//!
//! 1. A value is found by its call, its arguments and, unless it is shared, its principal. What is `private(..)` and
//!    asked for by a principal without an id, as everybody is in a public call, is kept by their own browser alone.
//! 2. It is given as it is while it is fresh, and for its `stale` time beyond that while one other reading is under way.
//!    When that fails the older value stays until its time has ended; it is tried again after a second.
//! 3. Those who ask for what is being read wait for that one reading. It runs on a task of its own, so that it goes on
//!    when they go away, and ends with its deadline. A failure reaches all of them and is never kept.
//! 4. What is [expired](Cache::revalidate) is gone, also while it is being read: whoever asks later waits for a reading
//!    that began later, and what the older one brings is not kept. Times are numbers of the process' clock.
//! 5. Memory is bounded in bytes, `[actions] cache-memory`. What was used least recently goes first. No more than a
//!    thousand readings run at once; a caller beyond that runs its own, and nothing is kept.
//! 6. A body that runs for everybody sees no request. What it asks a request for at run time makes it fail.
//! 7. A value that is read for another one lowers its lifetime to its own, and its tags are the other's tags too.
//! 8. No code of the application's runs under the lock of the cache: not an action's `matches`, no decoding, no `Drop`. It
//!    may come back here. What is to be asked is collected first, and what was answered is looked up again after.
//!
//! Caveats: it is the memory of one process. With several behind one address, what one of them expires the others give
//! until its time has ended; so may a proxy that keeps shared answers. What an action does not name is not expired.
//!
//! ```
//! use leptos_actions_core::Tag;
//! use leptos_actions_server::{Actions, Cache};
//!
//! let cache = Cache::default();
//! let actions = Actions::new().cache(cache.clone()); // .. .mount(pages)
//! # let _ = actions;
//!
//! // A job has written to the database by itself:
//! cache.revalidate("books");
//! cache.revalidate_stale(Tag::path("/"));
//! ```

mod inside;
mod marks;
mod served;
mod store;
#[cfg(test)]
mod tests;
mod through;

use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::future::BoxFuture;
use leptos_actions_core::{Caching, CallError, NoError, Tag, wire::WireError};
use tokio::{sync::watch, time::Instant};
use tracing::Instrument;

pub(crate) use self::{
    inside::Inside,
    served::{Served, headers},
    through::{execute, joins},
};
use self::{
    marks::Marks,
    store::{Kept, Key, Store, Value},
};
use crate::{caller::Principal, clock::Clock, fresh::Touched, ledger, tasks};

/// The bytes that are kept where nobody says how many.
pub(crate) const MEMORY: u64 = 32 * 1024 * 1024;
/// The most readings that are under way at once.
const MOST_READINGS: usize = 1_000;
/// How long after a failure a stale value is not read again.
const RETRY: Duration = Duration::from_secs(1);

/// The data cache of an application: a handle, cheap to clone. For code outside of any call, such as a job or a route
/// that another service calls; an action has [`Reply::revalidate`](crate::Reply::revalidate).
#[derive(Clone)]
pub struct Cache(Arc<Inner>);

struct Inner {
    clock: Arc<Clock>,
    state: Mutex<State>,
}

struct State {
    store: Store,
    readings: HashMap<Key, Reading>,
    /// The readings that are under way; of one value there may be several, and the newest is in the list.
    running: usize,
}

/// A value that is being read.
struct Reading {
    began: u64,
    inside: Arc<Inside>,
    principal: Option<Principal>,
    /// Readings that wait for it.
    outer: Vec<Arc<Inside>>,
    /// Whether what it brings is stale at once.
    is_stale: bool,
    done: watch::Receiver<Option<Landed>>,
}

/// What a reading came to.
type Landed = Result<Kept, Failure>;

/// Why there is no value.
type Failure = Box<WireError>;

/// Reads a value: its bytes, or why there are none.
type Read = Box<dyn FnOnce(Arc<Inside>) -> BoxFuture<'static, Result<Vec<u8>, Failure>> + Send>;

/// A reading, as it runs.
type Work = BoxFuture<'static, ()>;

/// What somebody asks for.
struct Asked {
    key: Key,
    call: &'static str,
    caching: Caching,
    marks: Marks,
    principal: Option<Principal>,
    /// Where it is shown.
    page: Option<Tag>,
    /// What was read before is too old.
    since: u64,
    /// The reading that it is for.
    outer: Option<Arc<Inside>>,
}

/// How what is asked for is to be had.
enum Had {
    Kept(Kept),
    Awaited(watch::Receiver<Option<Landed>>),
    /// By reading it alone.
    Not(Read),
}

/// What became of a look under the lock.
struct Looked {
    had: Had,
    /// The reading that is to be started.
    work: Option<Work>,
    /// What nobody waits for.
    unused: Option<Had>,
}

impl Looked {
    const fn had(had: Had) -> Self {
        Self {
            had,
            work: None,
            unused: None,
        }
    }
}

impl Default for Cache {
    fn default() -> Self {
        Self(Arc::new(Inner {
            clock: Arc::default(),
            state: Mutex::new(State {
                store: Store::new(MEMORY),
                readings: HashMap::new(),
                running: 0,
            }),
        }))
    }
}

impl Cache {
    /// Expires what a tag means: the next to ask for it waits for what is there now.
    pub fn revalidate(&self, tag: impl Into<Tag>) {
        self.expire_tag(&tag.into());
    }

    /// Makes stale what a tag means. It is still given, by the next to ask for it and as long as its time lasts, until
    /// another reading has taken its place.
    pub fn revalidate_stale(&self, tag: impl Into<Tag>) {
        self.make_stale(&tag.into());
    }

    /// The bytes that are taken, about.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.state().store.size()
    }

    pub(crate) fn clock(&self) -> &Arc<Clock> {
        &self.0.clock
    }

    pub(crate) fn set_memory(&self, bytes: u64) {
        self.state().store.set_most(bytes);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in here can be left half done by a panic.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn expire_tag(&self, tag: &Tag) {
        let mut state = self.state();
        let tags = state.store.with_parts(tag);
        for tag in &tags {
            for key in state.store.marked(tag) {
                state.store.remove(&key);
            }
        }
        state.expire_readings(|reading| reading.inside.has(|marks| tags.iter().any(|tag| marks.has(tag))));
    }

    /// Expires what an action has made stale: what it names, or without a word what is kept for its principal.
    pub(crate) fn expire(&self, touched: &Touched, principal: &Principal) {
        if touched.is_everything() {
            let mut state = self.state();
            for key in state.store.of(principal) {
                state.store.remove(&key);
            }
            state.expire_readings(|reading| reading.principal.as_ref() == Some(principal));
        }
        touched.tags().iter().for_each(|tag| self.expire_tag(tag));
        self.expire_changed(touched);
    }

    /// Expires the instances of queries that the action changes. What is there for the first time after they were collected
    /// was read after the action.
    fn expire_changed(&self, touched: &Touched) {
        if touched.changed().is_empty() {
            return;
        }
        let mut instances = self.instances(touched.changed());
        // The action's own code, outside the lock.
        instances.retain(|instance| match instance {
            Tag::Instance(call, arguments) => touched.changes(call, arguments),
            _ => false,
        });
        let means = |marks: &Marks| marks.any || marks.iter().any(|mark| instances.contains(mark));
        let mut state = self.state();
        for call in touched.changed() {
            for key in state.store.marked(&Tag::Query((*call).into())) {
                if state.store.marks(&key).is_some_and(means) {
                    state.store.remove(&key);
                }
            }
        }
        state.expire_readings(|reading| reading.inside.has(means));
    }

    /// With which arguments these queries are kept, or are being read.
    fn instances(&self, calls: &[&'static str]) -> HashSet<Tag> {
        let is_one = |mark: &&Tag| matches!(mark, Tag::Instance(call, _) if calls.contains(&&**call));
        let state = self.state();
        let kept = calls
            .iter()
            .flat_map(|call| state.store.marked(&Tag::Query((*call).into())));
        let marks = kept.filter_map(|key| state.store.marks(&key));
        let mut instances: HashSet<Tag> = marks.flat_map(Marks::iter).filter(is_one).cloned().collect();
        for reading in state.readings.values() {
            reading.inside.has(|marks| {
                instances.extend(marks.iter().filter(is_one).cloned());
                false
            });
        }
        instances
    }

    pub(crate) fn make_stale(&self, tag: &Tag) {
        let mut state = self.state();
        let now = Instant::now();
        let tags = state.store.with_parts(tag);
        for key in tags.iter().flat_map(|tag| state.store.marked(tag)).collect::<Vec<_>>() {
            state.store.make_stale(&key, now);
        }
        for reading in state.readings.values_mut() {
            reading.is_stale |= reading.inside.has(|marks| tags.iter().any(|tag| marks.has(tag)));
        }
    }

    /// The value that is kept, or that `read` brings.
    async fn get(&self, asked: Asked, read: Read) -> Landed {
        match self.have(&asked, read) {
            Had::Kept(kept) => Ok(kept),
            Had::Awaited(mut done) => {
                let landed = done
                    .wait_for(Option::is_some)
                    .await
                    .ok()
                    .and_then(|landed| landed.clone());
                // A server that ends reads nothing to its end.
                landed.unwrap_or_else(|| Err(gone()))
            }
            Had::Not(read) => {
                let inside = Arc::new(Inside::new(asked.call, asked.caching.is_shared, asked.marks));
                let began = self.0.clock.tick();
                let bytes = read(Arc::clone(&inside)).await?;
                let kept = self.kept(&asked.caching, &inside, began, bytes);
                if let Some(outer) = &asked.outer {
                    outer.hold(&inside, kept.fresh_until);
                    // Nobody would notice if this were expired.
                    outer.void();
                }
                Ok(kept)
            }
        }
    }

    fn have(&self, asked: &Asked, read: Read) -> Had {
        // What is the application's is started and dropped here, where the lock is free again.
        let Looked {
            had,
            work,
            unused: _unused,
        } = self.look(asked, read);
        if let Some(work) = work {
            tasks::spawn(work.in_current_span());
        }
        had
    }

    fn look(&self, asked: &Asked, read: Read) -> Looked {
        let now = Instant::now();
        let mut state = self.state();
        let state = &mut *state;
        let kept = state
            .store
            .get(&asked.key, now)
            .filter(|(kept, _)| kept.value.span.began >= asked.since);
        if let Some((kept, marks)) = kept {
            if let Some(outer) = &asked.outer {
                outer.join(marks);
                outer.lower(kept.fresh_until);
            }
            if let Some(page) = &asked.page {
                state.store.mark(&asked.key, page);
            }
            let is_read = state.readings.contains_key(&asked.key);
            if kept.fresh_until > now || is_read || !state.store.may_retry(&asked.key, now) {
                return Looked::had(Had::Kept(kept));
            }
            let Looked { had, work, .. } = self.begin(state, asked, read);
            return Looked {
                had: Had::Kept(kept),
                work,
                unused: Some(had),
            };
        }
        let usable = |reading: &&mut Reading| reading.began >= asked.since && !reading.inside.is_void();
        if let Some(reading) = state.readings.get_mut(&asked.key).filter(usable) {
            reading.inside.mark(asked.page.as_ref());
            reading.outer.extend(asked.outer.clone());
            return Looked::had(Had::Awaited(reading.done.clone()));
        }
        self.begin(state, asked, read)
    }

    /// Lists a reading, to be run on a task of its own. An older one of the same goes on for those who wait for it, and is
    /// not kept, nor what they make of it.
    fn begin(&self, state: &mut State, asked: &Asked, read: Read) -> Looked {
        if state.running >= MOST_READINGS {
            return Looked::had(Had::Not(read));
        }
        let inside = Arc::new(Inside::new(asked.call, asked.caching.is_shared, asked.marks.clone()));
        inside.mark(asked.page.as_ref());
        let (tell, done) = watch::channel(None);
        let began = self.0.clock.tick();
        let reading = Reading {
            began,
            inside: Arc::clone(&inside),
            principal: asked.principal.clone(),
            outer: asked.outer.iter().cloned().collect(),
            is_stale: false,
            done: done.clone(),
        };
        state.running += 1;
        if let Some(older) = state.readings.insert(asked.key, reading) {
            older.void();
        }
        let caching = asked.caching;
        // Made here: a task that is dropped before it has begun is taken off the list too.
        let under_way = UnderWay {
            cache: self.clone(),
            key: asked.key,
            began,
        };
        let work = async move {
            let read = read(Arc::clone(&inside)).await;
            let landed = under_way.land(&caching, &inside, read);
            drop(under_way);
            tell.send_replace(Some(landed));
        };
        Looked {
            work: Some(Box::pin(work)),
            ..Looked::had(Had::Awaited(done))
        }
    }

    fn kept(&self, caching: &Caching, inside: &Inside, began: u64, bytes: Vec<u8>) -> Kept {
        let span = self.0.clock.since(began);
        let hash = ledger::hash([&*bytes]);
        let fresh_until = Instant::now() + caching.fresh;
        let (_, lowered) = inside.found_so_far();
        let fresh_until = lowered.map_or(fresh_until, |lowered| fresh_until.min(lowered));
        Kept {
            value: Arc::new(Value { bytes, hash, span }),
            fresh_until,
            stale_until: fresh_until + caching.stale,
        }
    }
}

/// A reading that is to be taken off the list, whatever becomes of it.
struct UnderWay {
    cache: Cache,
    key: Key,
    began: u64,
}

impl UnderWay {
    /// Keeps what was read, if nothing of it was expired meanwhile.
    fn land(&self, caching: &Caching, inside: &Inside, read: Result<Vec<u8>, Failure>) -> Landed {
        let read = read.map(|bytes| self.cache.kept(caching, inside, self.began, bytes));
        let mut state = self.cache.state();
        let state = &mut *state;
        let Some(reading) = state.take(&self.key, self.began) else {
            return read;
        };
        let mut kept = match read {
            Ok(kept) => kept,
            Err(error) => {
                state.store.retry_at(&self.key, Instant::now() + RETRY);
                return Err(error);
            }
        };
        if reading.is_stale {
            kept.fresh_until = kept.fresh_until.min(Instant::now());
        }
        for outer in &reading.outer {
            outer.hold(inside, kept.fresh_until);
        }
        if inside.is_void() {
            reading.void();
        } else {
            let (marks, _) = inside.found_so_far();
            state.store.put(self.key, kept.clone(), marks, reading.principal);
        }
        Ok(kept)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut state = self.cache.state();
        state.running -= 1;
        state.take(&self.key, self.began);
    }
}

impl Reading {
    /// It is too old for whoever asks from now on, and so is what is made of it.
    fn void(&self) {
        self.inside.void();
        self.outer.iter().for_each(|outer| outer.void());
    }
}

impl State {
    /// Takes a reading off the list, unless a later one has taken its place.
    fn take(&mut self, key: &Key, began: u64) -> Option<Reading> {
        let is_mine = self.readings.get(key).is_some_and(|reading| reading.began == began);
        is_mine.then(|| self.readings.remove(key)).flatten()
    }

    /// What is being read just now is too old for whoever comes next, and so is what is made of it.
    fn expire_readings(&mut self, means: impl Fn(&Reading) -> bool) {
        self.readings.retain(|_, reading| {
            let stays = !means(reading);
            if !stays {
                reading.void();
            }
            stays
        });
    }
}

fn gone() -> Failure {
    Box::new(WireError::from(&CallError::<NoError>::Unavailable))
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache")
            .field("size", &self.size())
            .finish_non_exhaustive()
    }
}
