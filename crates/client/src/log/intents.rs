//! What a page knows of its intents and of the values that come from the server: which is newer, and what is in it.

use leptos_actions_core::wire::{Contained, Span};

use crate::lanes::Number;

/// A moment in this page. Every request that is sent has one of its own, and every answer that arrives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(u64);

/// When a value was read, and what is known to be in it.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Snapshot {
    /// When this page asked for it; `None` if it was not asked for.
    pub asked: Option<Moment>,
    /// When it arrived.
    pub arrived: Moment,
    /// From when to when the server read it.
    pub read: Option<Span>,
    /// What the server said of intents that the page named.
    pub listed: Vec<(Number, Contained)>,
}

impl Snapshot {
    /// A value that the server sent.
    #[must_use]
    pub const fn new(
        asked: Option<Moment>,
        arrived: Moment,
        read: Option<Span>,
        listed: Vec<(Number, Contained)>,
    ) -> Self {
        Self {
            asked,
            arrived,
            read,
            listed,
        }
    }
}

/// Every intent of a page that a value on screen may hold.
#[derive(Debug, Default)]
pub struct Intents {
    now: u64,
    known: Vec<Intent>,
}

#[derive(Debug)]
struct Intent {
    number: Number,
    /// When the first attempt that may have had an effect was sent.
    sent: Option<Moment>,
    /// That it was carried out: when the page heard of it, and when it was by the server's own clock.
    done: Option<(Moment, Option<Span>)>,
}

/// Which of two values is the newer one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Newer,
    Older,
    Unsure,
}

impl Intents {
    /// Another moment.
    pub fn tick(&mut self) -> Moment {
        self.now += 1;
        Moment(self.now)
    }

    /// The moment that was last.
    #[must_use]
    pub const fn now(&self) -> Moment {
        Moment(self.now)
    }

    /// An intent is made, and not sent yet.
    pub fn begin(&mut self, number: Number) {
        if self.get(number).is_none() {
            self.known.push(Intent {
                number,
                sent: None,
                done: None,
            });
        }
    }

    /// An attempt to carry it out is sent.
    pub fn sent(&mut self, number: Number) {
        let now = self.tick();
        if let Some(intent) = self.get_mut(number) {
            intent.sent.get_or_insert(now);
        }
    }

    /// It was carried out, `run` by the server's clock.
    pub fn done(&mut self, number: Number, run: Option<Span>) {
        let now = self.tick();
        if let Some(intent) = self.get_mut(number) {
            intent.done = Some((now, run));
        }
    }

    /// The server has said that no attempt so far had an effect.
    pub fn refused(&mut self, number: Number) {
        if let Some(intent) = self.get_mut(number) {
            intent.sent = None;
        }
    }

    /// Nobody asks for it any more.
    pub fn forget(&mut self, number: Number) {
        self.known.retain(|intent| intent.number != number);
    }

    fn get(&self, number: Number) -> Option<&Intent> {
        self.known.iter().find(|intent| intent.number == number)
    }

    fn get_mut(&mut self, number: Number) -> Option<&mut Intent> {
        self.known.iter_mut().find(|intent| intent.number == number)
    }

    /// Whether the effect of an intent is in a value.
    pub(super) fn contained(&self, number: Number, value: &Snapshot) -> Contained {
        let Some(intent) = self.get(number) else {
            return Contained::Unknown;
        };
        if intent.sent.is_none_or(|sent| sent > value.arrived) {
            return Contained::No;
        }
        if let Some((heard, run)) = &intent.done {
            // A kept value may be older than its asking.
            if let (Some(run), Some(read)) = (run, value.read)
                && run.epoch == read.epoch
            {
                return during(run, &read);
            }
            if value.asked.is_some_and(|asked| asked > *heard) {
                return Contained::Yes;
            }
        }
        let listed = value.listed.iter().find(|(other, _)| *other == number);
        listed.map_or(Contained::Unknown, |(_, contained)| *contained)
    }

    /// How a value stands to the one that is shown.
    pub(super) fn order(&self, value: &Snapshot, shown: &Snapshot) -> Order {
        if let (Some(read), Some(before)) = (value.read, shown.read)
            && read.epoch == before.epoch
        {
            if read.began >= before.ended {
                return Order::Newer;
            }
            if read.ended <= before.began {
                return Order::Older;
            }
        }
        if value.asked.is_some_and(|asked| asked > shown.arrived) {
            return Order::Newer;
        }
        let differs = self.known.iter().find_map(|intent| {
            let of = |snapshot| self.contained(intent.number, snapshot);
            match (of(value), of(shown)) {
                (Contained::Yes, Contained::No) => Some(Order::Newer),
                (Contained::No, Contained::Yes) => Some(Order::Older),
                _ => None,
            }
        });
        differs.unwrap_or(Order::Unsure)
    }
}

/// Whether what ran at one time is in what was read at another, by one clock.
const fn during(run: &Span, read: &Span) -> Contained {
    if run.ended <= read.began {
        Contained::Yes
    } else if run.began >= read.ended {
        Contained::No
    } else {
        Contained::Running
    }
}
