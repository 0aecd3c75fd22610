//! What is kept: values by key, bounded in bytes. What was used least recently goes first.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use leptos_actions_core::{Tag, wire::Span};
use tokio::time::Instant;

use super::marks::Marks;
use crate::caller::Principal;

/// What a value is found by: a hash of the call, its arguments and, if it is private, its principal.
pub(super) type Key = [u8; 32];

/// What a value takes beside its bytes: its places in the maps.
const OVERHEAD: u64 = 512;

/// A value, and until when it is given.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) value: Arc<Value>,
    pub(crate) fresh_until: Instant,
    /// Until then it is given while another is read.
    pub(crate) stale_until: Instant,
}

/// What a query answered.
#[derive(Debug)]
pub(crate) struct Value {
    /// Encoded.
    pub(crate) bytes: Vec<u8>,
    pub(crate) hash: [u8; 32],
    /// When it was read.
    pub(crate) span: Span,
}

#[derive(Debug)]
struct Entry {
    kept: Kept,
    marks: Marks,
    principal: Option<Principal>,
    size: u64,
    used: u64,
    /// When a reading that failed is tried again.
    retry_at: Instant,
}

/// Everything that is kept.
#[derive(Debug)]
pub(super) struct Store {
    most: u64,
    size: u64,
    uses: u64,
    entries: HashMap<Key, Entry>,
    /// By when they were used, the least recent first.
    order: BTreeMap<u64, Key>,
    by_mark: HashMap<Tag, HashSet<Key>>,
    by_principal: HashMap<Principal, HashSet<Key>>,
    /// Those that any tag may mean, and those that any path may.
    any: HashSet<Key>,
    any_path: HashSet<Key>,
}

impl Store {
    pub(super) fn new(most: u64) -> Self {
        Self {
            most,
            size: 0,
            uses: 0,
            entries: HashMap::new(),
            order: BTreeMap::new(),
            by_mark: HashMap::new(),
            by_principal: HashMap::new(),
            any: HashSet::new(),
            any_path: HashSet::new(),
        }
    }

    pub(super) fn set_most(&mut self, most: u64) {
        self.most = most;
        self.evict();
    }

    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// A value that may still be given, which is used thereby.
    pub(super) fn get(&mut self, key: &Key, now: Instant) -> Option<(Kept, &Marks)> {
        if self.entries.get(key)?.kept.stale_until <= now {
            self.remove(key);
            return None;
        }
        self.uses += 1;
        let entry = self.entries.get_mut(key)?;
        self.order.remove(&entry.used);
        entry.used = self.uses;
        self.order.insert(entry.used, *key);
        Some((entry.kept.clone(), &entry.marks))
    }

    /// Keeps a value in the place of an older one; not at all if it is larger than everything may be.
    pub(super) fn put(&mut self, key: Key, kept: Kept, marks: Marks, principal: Option<Principal>) {
        self.remove(&key);
        let size = OVERHEAD + kept.value.bytes.len() as u64 + marks.size();
        if size > self.most {
            return;
        }
        for mark in marks.iter() {
            self.by_mark.entry(mark.clone()).or_default().insert(key);
        }
        if let Some(principal) = &principal {
            self.by_principal.entry(principal.clone()).or_default().insert(key);
        }
        self.note_vague(&key, &marks);
        self.uses += 1;
        self.order.insert(self.uses, key);
        self.size += size;
        let retry_at = kept.fresh_until;
        let used = self.uses;
        self.entries.insert(
            key,
            Entry {
                kept,
                marks,
                principal,
                size,
                used,
                retry_at,
            },
        );
        self.evict();
    }

    /// That a value was used where this mark says.
    pub(super) fn mark(&mut self, key: &Key, mark: &Tag) {
        let Some(entry) = self.entries.get_mut(key) else { return };
        let before = entry.marks.size();
        entry.marks.add(mark.clone());
        let grown = entry.marks.size() - before;
        if grown > 0 {
            entry.size += grown;
            self.size += grown;
            self.by_mark.entry(mark.clone()).or_default().insert(*key);
        }
        let is_vague = entry.marks.any_path;
        if is_vague {
            self.any_path.insert(*key);
        }
        self.evict();
    }

    /// Whether a stale value may be read again by now.
    pub(super) fn may_retry(&self, key: &Key, now: Instant) -> bool {
        self.entries.get(key).is_none_or(|entry| entry.retry_at <= now)
    }

    pub(super) fn retry_at(&mut self, key: &Key, moment: Instant) {
        if let Some(entry) = self.entries.get_mut(key) {
            entry.retry_at = moment;
        }
    }

    /// Gives a value from now on only while another is read.
    pub(super) fn make_stale(&mut self, key: &Key, now: Instant) {
        if let Some(entry) = self.entries.get_mut(key) {
            entry.kept.fresh_until = entry.kept.fresh_until.min(now);
            entry.retry_at = entry.retry_at.min(now);
        }
    }

    /// What a tag means.
    pub(super) fn marked(&self, tag: &Tag) -> Vec<Key> {
        let marked = self.by_mark.get(tag).into_iter().flatten();
        let vague = self.any.iter().chain(
            matches!(tag, Tag::Path(_))
                .then_some(&self.any_path)
                .into_iter()
                .flatten(),
        );
        let found: HashSet<Key> = marked.chain(vague).copied().collect();
        found.into_iter().collect()
    }

    /// A tag, and of a page's path what was read for that which it shows: the page itself may never have asked for it.
    pub(super) fn with_parts(&self, tag: &Tag) -> Vec<Tag> {
        let mut tags = vec![tag.clone()];
        if matches!(tag, Tag::Path(_)) {
            let marked = self.marked(tag);
            let marks = marked.iter().filter_map(|key| self.marks(key));
            let parts = marks
                .flat_map(Marks::iter)
                .filter(|mark| matches!(mark, Tag::Instance(..)));
            tags.extend(parts.cloned());
        }
        tags
    }

    /// What is one principal's.
    pub(super) fn of(&self, principal: &Principal) -> Vec<Key> {
        self.by_principal
            .get(principal)
            .into_iter()
            .flatten()
            .copied()
            .collect()
    }

    pub(super) fn marks(&self, key: &Key) -> Option<&Marks> {
        self.entries.get(key).map(|entry| &entry.marks)
    }

    pub(super) fn remove(&mut self, key: &Key) {
        let Some(entry) = self.entries.remove(key) else { return };
        self.order.remove(&entry.used);
        self.size -= entry.size;
        for mark in entry.marks.iter() {
            take_out(&mut self.by_mark, mark, key);
        }
        if let Some(principal) = &entry.principal {
            take_out(&mut self.by_principal, principal, key);
        }
        self.any.remove(key);
        self.any_path.remove(key);
    }

    fn note_vague(&mut self, key: &Key, marks: &Marks) {
        if marks.any {
            self.any.insert(*key);
        }
        if marks.any_path {
            self.any_path.insert(*key);
        }
    }

    fn evict(&mut self) {
        while self.size > self.most
            && let Some((_, oldest)) = self.order.first_key_value()
        {
            let oldest = *oldest;
            self.remove(&oldest);
        }
    }
}

fn take_out<K: std::hash::Hash + Eq>(index: &mut HashMap<K, HashSet<Key>>, place: &K, key: &Key) {
    if let Some(keys) = index.get_mut(place) {
        keys.remove(key);
        if keys.is_empty() {
            index.remove(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn key(number: u64) -> Key {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&number.to_le_bytes());
        key
    }

    fn kept(length: usize) -> Kept {
        let now = Instant::now();
        let span = Span {
            epoch: 0,
            began: 1,
            ended: 2,
        };
        Kept {
            value: Arc::new(Value {
                bytes: vec![0; length],
                hash: [0; 32],
                span,
            }),
            fresh_until: now + Duration::from_secs(1),
            stale_until: now + Duration::from_secs(2),
        }
    }

    fn named(name: &'static str) -> Marks {
        let mut marks = Marks::default();
        marks.add(Tag::name(name));
        marks
    }

    #[test]
    fn what_was_used_least_recently_goes_first() {
        let mut store = Store::new(3 * (OVERHEAD + 100));
        for number in 0..3 {
            store.put(key(number), kept(100), Marks::default(), None);
        }
        assert!(store.get(&key(0), Instant::now()).is_some());
        store.put(key(3), kept(100), Marks::default(), None);
        let there: Vec<bool> = (0..4).map(|number| store.entries.contains_key(&key(number))).collect();
        assert_eq!(there, [true, false, true, true]);
    }

    #[test]
    fn thousands_of_values_take_no_more_than_the_bound_and_leave_nothing_behind() {
        let mut store = Store::new(100_000);
        let ada = Principal::new("member", "ada");
        for number in 0..20_000 {
            store.put(key(number), kept(50), named("books"), Some(ada.clone()));
            store.mark(&key(number), &Tag::path(&format!("/{number}")));
            assert!(store.size() <= 100_000);
        }
        let all = store.entries.len();
        assert!(all > 50, "{all}");
        assert_eq!((store.order.len(), store.by_mark.len()), (all, all + 1));
        for key in store.of(&ada) {
            store.remove(&key);
        }
        assert_eq!((store.size(), store.entries.len(), store.order.len()), (0, 0, 0));
        assert!(store.by_mark.is_empty() && store.by_principal.is_empty());
    }

    #[test]
    fn a_value_larger_than_the_bound_is_not_kept_and_takes_the_older_one_with_it() {
        let mut store = Store::new(1_000);
        store.put(key(1), kept(10), Marks::default(), None);
        store.put(key(1), kept(1_000), Marks::default(), None);
        assert!(store.entries.is_empty() && store.size() == 0);
    }

    #[test]
    fn a_value_that_was_used_on_many_pages_is_meant_by_every_path() {
        let mut store = Store::new(1_000_000);
        store.put(key(1), kept(10), named("books"), None);
        for page in 0..1_000 {
            store.mark(&key(1), &Tag::path(&format!("/{page}")));
        }
        assert_eq!(store.marked(&Tag::path("/nobody-was-here")), [key(1)]);
        assert_eq!(store.marked(&Tag::name("books")), [key(1)]);
        assert!(store.marked(&Tag::name("genres")).is_empty());
        assert!(store.size() < 20_000, "{}", store.size());
    }
}
