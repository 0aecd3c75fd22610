//! What is shown of a query while intents that change it are under way.
//!
//! A [`Log`] is the newest value that came from the server, and in the order of their making the changes of intents that
//! it does not hold yet. What is shown is the value with the changes folded over it.
//!
//! 1. *What is shown is some value of the server's, with exactly those pending intents that are not in it; and the values
//!    never go back.* A model of server, network and client tests this over random schedules.
//! 2. A change leaves the log with the arrival of the first value that holds its intent, or when its intent fails. The
//!    failure of one touches no other.
//! 3. Whether a value holds an intent is known from the server's clock, which tells when the intent ran and when the value
//!    was read; from the server's list of this page's keys; or because the value was asked for after the intent's answer
//!    had come. A value of which it is not known is *held*, and looked at again with whatever is heard next.
//! 4. Which of two values is the newer one is known if one was asked for after the other had come, by the server's clock,
//!    or because one holds more. A value of which it is not known is thrown away, and the log [wants](Log::wants) another.
//! 5. An intent whose answer was lost is shown where the server's value holds it. Tried again, it changes what is shown
//!    only if it is known that this does not hold it yet.
//! 6. Nothing here calls the application's code: a change is applied, and what went is dropped, by whoever holds no lock
//!    while they do so ([`Picture`], [`Spent`]).
//! 7. Where nothing is shown yet, the first value is shown at once: whether it holds what is pending is then seen by the
//!    next.
//!
//! ```
//! use std::sync::Arc;
//! use leptos_actions_client::log::{Intents, Log, Snapshot};
//!
//! let (mut intents, mut log) = (Intents::default(), Log::default());
//! log.arrive(&intents, Snapshot::default(), vec!["Emma"]);
//!
//! intents.begin(1);
//! log.add(&intents, 1, Arc::new(|list: &mut Vec<_>| list.push("Walden")));
//! intents.sent(1);
//! assert_eq!(log.shown(), Some(vec!["Emma", "Walden"]));
//!
//! // It is answered, and what is asked for now holds it.
//! intents.done(1, None);
//! log.answered(&intents, 1);
//! assert!(log.wants());
//! let asked = intents.tick();
//! let fresh = Snapshot::new(Some(asked), intents.tick(), None, vec![]);
//! log.arrive(&intents, fresh, vec!["Emma", "Walden", "Ulysses"]);
//! assert_eq!(log.shown(), Some(vec!["Emma", "Walden", "Ulysses"]));
//! assert!(!log.wants());
//! ```

mod intents;
#[cfg(test)]
mod model;

use std::sync::Arc;

pub use intents::{Intents, Moment, Snapshot};
use leptos_actions_core::wire::Contained;

use self::intents::Order;
use crate::lanes::Number;

/// How an intent changes what is shown.
pub type Change<V> = Arc<dyn Fn(&mut V) + Send + Sync>;

/// The most values that are kept until more is known of them.
const HELD: usize = 4;

/// One entry: what is shown of one query with one set of arguments.
pub struct Log<V> {
    base: Option<(Snapshot, Arc<V>)>,
    held: Vec<(Snapshot, Arc<V>)>,
    spent: Vec<Spent<V>>,
    layers: Vec<Layer<V>>,
    /// A value that is asked for later than this is wanted.
    doubtful_since: Option<Moment>,
    is_changed: bool,
}

struct Layer<V> {
    intent: Number,
    change: Change<V>,
    /// Whether it was carried out, and no value has come that holds it.
    is_done: bool,
    /// Whether it is known that the value which is shown does not hold it.
    is_missing: bool,
}

/// What has left a log, and is the application's: it may do anything when it is dropped.
#[must_use = "it is to be dropped where no lock is held"]
pub enum Spent<V> {
    /// A value of the server's.
    Value(Arc<V>),
    /// What an intent changed.
    Change(Change<V>),
}

/// A value, and the changes that are to be folded over it.
pub struct Picture<V> {
    base: Arc<V>,
    changes: Vec<Change<V>>,
}

impl<V: Clone> Picture<V> {
    /// What is to be shown.
    #[must_use]
    pub fn develop(self) -> V {
        let mut shown = (*self.base).clone();
        self.changes.iter().for_each(|change| change(&mut shown));
        shown
    }
}

impl<V> Default for Log<V> {
    fn default() -> Self {
        Self {
            base: None,
            held: Vec::new(),
            spent: Vec::new(),
            layers: Vec::new(),
            doubtful_since: None,
            is_changed: false,
        }
    }
}

impl<V: Clone> Log<V> {
    /// What is to be shown; nothing before the first value has come.
    #[must_use]
    pub fn shown(&self) -> Option<V> {
        self.picture().map(Picture::develop)
    }
}

impl<V> Log<V> {
    /// The same, to be developed where no lock is held.
    #[must_use]
    pub fn picture(&self) -> Option<Picture<V>> {
        let (_, base) = self.base.as_ref()?;
        let missing = self.layers.iter().filter(|layer| layer.is_missing);
        Some(Picture {
            base: Arc::clone(base),
            changes: missing.map(|layer| Arc::clone(&layer.change)).collect(),
        })
    }

    /// What has left it since this was asked last.
    pub fn take_spent(&mut self) -> Vec<Spent<V>> {
        std::mem::take(&mut self.spent)
    }

    /// An intent that changes it is made, or tried again.
    pub fn add(&mut self, intents: &Intents, intent: Number, change: Change<V>) {
        let base = self.base.as_ref();
        let contained = base.map_or(Contained::No, |(base, _)| intents.contained(intent, base));
        self.forget(intent);
        self.layers.push(Layer {
            intent,
            change,
            is_done: false,
            is_missing: contained == Contained::No,
        });
        self.is_changed = true;
    }

    /// The intent was carried out, as `intents` know.
    pub fn answered(&mut self, intents: &Intents, intent: Number) {
        if let Some(layer) = self.layers.iter_mut().find(|layer| layer.intent == intent) {
            layer.is_done = true;
        }
        self.consider(intents);
    }

    /// The intent failed, or nobody knows what became of it.
    pub fn failed(&mut self, intents: &Intents, intent: Number) {
        self.forget(intent);
        self.consider(intents);
    }

    /// A value has come from the server.
    pub fn arrive(&mut self, intents: &Intents, snapshot: Snapshot, value: V) {
        if self.held.len() == HELD {
            self.spend(0);
            self.doubtful_since = Some(intents.now());
        }
        self.held.push((snapshot, Arc::new(value)));
        self.consider(intents);
    }

    /// A value has come that is not to be shown.
    pub fn refuse(&mut self, value: V) {
        self.spent.push(Spent::Value(Arc::new(value)));
    }

    /// Holds a value no more.
    fn spend(&mut self, held: usize) {
        let (_, value) = self.held.remove(held);
        self.spent.push(Spent::Value(value));
    }

    /// Keeps the layers of which that is so.
    fn retain(&mut self, stays: impl FnMut(&mut Layer<V>) -> bool) {
        let mut stays = stays;
        let mut place = 0;
        while place < self.layers.len() {
            if stays(&mut self.layers[place]) {
                place += 1;
            } else {
                let gone = self.layers.remove(place);
                self.spent.push(Spent::Change(gone.change));
            }
        }
    }

    /// Whether something else may be shown than when [`take_changed`](Self::take_changed) was asked last.
    #[must_use]
    pub const fn is_changed(&self) -> bool {
        self.is_changed
    }

    /// Something else may be shown.
    pub const fn touch(&mut self) {
        self.is_changed = true;
    }

    /// The same, and not again.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.is_changed)
    }

    /// Whether another value is to be asked for, once nothing is pending that will bring one.
    #[must_use]
    pub fn wants(&self) -> bool {
        self.doubtful_since.is_some() || !self.held.is_empty() || self.layers.iter().any(|layer| layer.is_done)
    }

    /// Whether an intent's answer is still to come.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        self.layers.iter().any(|layer| !layer.is_done)
    }

    /// Whether a change of this intent is in the log.
    #[must_use]
    pub fn has(&self, intent: Number) -> bool {
        self.layers.iter().any(|layer| layer.intent == intent)
    }

    fn forget(&mut self, intent: Number) {
        let before = self.layers.len();
        self.retain(|layer| layer.intent != intent);
        self.is_changed |= self.layers.len() < before;
    }

    /// Shows the newest of the held values of which enough is known.
    fn consider(&mut self, intents: &Intents) {
        let mut index = 0;
        while index < self.held.len() {
            match self.judge(intents, &self.held[index].0) {
                Judged::Shows => {
                    let (snapshot, value) = self.held.remove(index);
                    self.show(intents, snapshot, value);
                    // The others stand otherwise to this one.
                    index = 0;
                }
                Judged::Useless => self.spend(index),
                Judged::Doubtful => {
                    self.spend(index);
                    self.doubtful_since = Some(intents.now());
                }
                Judged::Early => index += 1,
            }
        }
    }

    fn judge(&self, intents: &Intents, snapshot: &Snapshot) -> Judged {
        let Some((base, _)) = &self.base else {
            return Judged::Shows;
        };
        match intents.order(snapshot, base) {
            Order::Older => return Judged::Useless,
            Order::Unsure => return Judged::Doubtful,
            Order::Newer => {}
        }
        let is_known = |layer: &Layer<V>| {
            let contained = intents.contained(layer.intent, snapshot);
            matches!(contained, Contained::Yes | Contained::No)
        };
        if self.layers.iter().all(is_known) {
            Judged::Shows
        } else {
            Judged::Early
        }
    }

    fn show(&mut self, intents: &Intents, snapshot: Snapshot, value: Arc<V>) {
        self.retain(|layer| {
            let contained = intents.contained(layer.intent, &snapshot);
            layer.is_missing = contained == Contained::No;
            contained != Contained::Yes
        });
        if snapshot.asked > self.doubtful_since {
            self.doubtful_since = None;
        }
        if let Some((_, older)) = self.base.replace((snapshot, value)) {
            self.spent.push(Spent::Value(older));
        }
        self.is_changed = true;
    }
}

/// What is to be done with a value.
enum Judged {
    Shows,
    /// It is older than what is shown.
    Useless,
    /// It may be.
    Doubtful,
    /// Of an intent it is not known yet whether it is in it.
    Early,
}

#[cfg(test)]
mod tests {
    use leptos_actions_core::wire::Span;

    use super::*;

    type List = Vec<&'static str>;

    fn push(word: &'static str) -> Change<List> {
        Arc::new(move |list| list.push(word))
    }

    fn fresh(intents: &mut Intents) -> Snapshot {
        Snapshot::new(Some(intents.tick()), intents.tick(), None, Vec::new())
    }

    #[test]
    fn a_value_that_comes_while_an_intent_waits_to_be_sent_is_shown_below_it() {
        let (mut intents, mut log) = (Intents::default(), Log::default());
        log.arrive(&intents, Snapshot::default(), vec!["Emma"]);
        intents.begin(1);
        log.add(&intents, 1, push("Walden"));
        let value = fresh(&mut intents);
        log.arrive(&intents, value, vec!["Ulysses"]);
        assert_eq!(log.shown(), Some(vec!["Ulysses", "Walden"]));
        assert!(!log.wants());
    }

    #[test]
    fn a_value_that_waits_for_one_intents_answer_does_not_wait_for_that_of_a_later_one() {
        let (mut intents, mut log) = (Intents::default(), Log::default());
        log.arrive(&intents, Snapshot::default(), vec![]);
        intents.begin(1);
        log.add(&intents, 1, push("Emma"));
        intents.sent(1);
        let read = Some(Span {
            epoch: 0,
            began: 5,
            ended: 6,
        });
        let asked = intents.tick();
        let value = Snapshot::new(Some(asked), intents.tick(), read, Vec::new());
        log.arrive(&intents, value, vec!["Emma", "Ulysses"]);
        assert_eq!(
            log.shown(),
            Some(vec!["Emma"]),
            "nobody knows yet whether it is in the other"
        );
        intents.begin(2);
        log.add(&intents, 2, push("Walden"));
        intents.sent(2);
        intents.done(
            1,
            Some(Span {
                epoch: 0,
                began: 3,
                ended: 4,
            }),
        );
        log.answered(&intents, 1);
        assert_eq!(log.shown(), Some(vec!["Emma", "Ulysses", "Walden"]));
    }

    #[test]
    fn the_first_value_is_shown_at_once_and_without_what_may_be_in_it() {
        let (mut intents, mut log) = (Intents::default(), Log::default());
        intents.begin(1);
        log.add(&intents, 1, push("Walden"));
        intents.sent(1);
        assert_eq!(log.shown(), None);
        let value = fresh(&mut intents);
        log.arrive(&intents, value, vec!["Emma"]);
        assert_eq!(log.shown(), Some(vec!["Emma"]));
        intents.done(1, None);
        log.answered(&intents, 1);
        assert!(log.wants());
    }
}
