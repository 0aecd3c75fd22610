//! Which of several calls of one action is made when.
//!
//! 1. A lane is what an action's concurrency names: calls with the same values of `queue(book)` share one. Lanes know
//!    nothing of each other.
//! 2. `Queue` makes one call at a time, in the order of their coming, whatever comes of each.
//! 3. `Latest` has one under way and one waiting. A newer call takes the place of the one that waits, and the one under
//!    way is to be aborted; the newer starts once that has ended, so that the older never takes effect after it.
//! 4. `Drop` refuses while one is under way.
//! 5. `Parallel` starts everything, and keeps nothing.
//!
//! ```
//! use leptos_actions_client::lanes::{Entered, Lanes};
//! use leptos_actions_core::Concurrency::Queue;
//!
//! let mut lanes = Lanes::default();
//! assert!(matches!(lanes.enter(Queue, b"emma", 1), Entered::Starts));
//! assert!(matches!(lanes.enter(Queue, b"emma", 2), Entered::Waits { .. }));
//! assert!(matches!(lanes.enter(Queue, b"walden", 3), Entered::Starts));
//! assert_eq!(lanes.leave(b"emma", 1), Some(2));
//! ```

use std::collections::VecDeque;

use leptos_actions_core::Concurrency;

/// The number of a call, unique in the page.
pub type Number = u64;

/// The lanes of one action.
#[derive(Debug, Default)]
pub struct Lanes(Vec<Lane>);

#[derive(Debug)]
struct Lane {
    name: Box<[u8]>,
    running: Number,
    waiting: VecDeque<Number>,
}

/// What is to be done with a call that comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Entered {
    /// Make it.
    Starts,
    /// Keep it until [`Lanes::leave`] names it.
    Waits {
        /// The one under way, which is to be aborted for it.
        abort: Option<Number>,
        /// The one whose place it takes: it will never start.
        replaces: Option<Number>,
    },
    /// Forget it.
    Refused,
}

impl Lanes {
    /// A call comes.
    pub fn enter(&mut self, policy: Concurrency, lane: &[u8], number: Number) -> Entered {
        if policy == Concurrency::Parallel {
            return Entered::Starts;
        }
        let Some(lane) = self.0.iter_mut().find(|other| *other.name == *lane) else {
            self.0.push(Lane {
                name: lane.into(),
                running: number,
                waiting: VecDeque::new(),
            });
            return Entered::Starts;
        };
        match policy {
            Concurrency::Drop => Entered::Refused,
            Concurrency::Latest => {
                let replaces = lane.waiting.pop_front();
                lane.waiting.push_back(number);
                Entered::Waits {
                    abort: replaces.is_none().then_some(lane.running),
                    replaces,
                }
            }
            _ => {
                lane.waiting.push_back(number);
                Entered::Waits {
                    abort: None,
                    replaces: None,
                }
            }
        }
    }

    /// A call has ended, or is given up while it waits. The answer is the one that starts now.
    pub fn leave(&mut self, lane: &[u8], number: Number) -> Option<Number> {
        let place = self.0.iter().position(|other| *other.name == *lane)?;
        let lane = &mut self.0[place];
        if lane.running != number {
            lane.waiting.retain(|other| *other != number);
            return None;
        }
        if let Some(next) = lane.waiting.pop_front() {
            lane.running = next;
            return Some(next);
        }
        self.0.swap_remove(place);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Concurrency::{Drop, Latest, Parallel, Queue};

    const WAITS: Entered = Entered::Waits {
        abort: None,
        replaces: None,
    };

    #[test]
    fn parallel_calls_all_start() {
        let mut lanes = Lanes::default();
        assert!((0..3).all(|number| lanes.enter(Parallel, b"", number) == Entered::Starts));
        assert_eq!(lanes.leave(b"", 0), None);
    }

    // covers: UAS-02 CON-09
    #[test]
    fn queued_calls_start_one_after_the_other_in_the_order_of_their_coming() {
        let mut lanes = Lanes::default();
        assert_eq!(lanes.enter(Queue, b"", 1), Entered::Starts);
        assert_eq!(lanes.enter(Queue, b"", 2), WAITS);
        assert_eq!(lanes.enter(Queue, b"", 3), WAITS);
        assert_eq!(lanes.leave(b"", 1), Some(2));
        assert_eq!(lanes.enter(Queue, b"", 4), WAITS);
        assert_eq!(lanes.leave(b"", 2), Some(3));
        assert_eq!(lanes.leave(b"", 3), Some(4));
        assert_eq!(lanes.leave(b"", 4), None);
        assert_eq!(lanes.enter(Queue, b"", 5), Entered::Starts);
    }

    #[test]
    fn one_that_is_given_up_while_it_waits_is_never_started() {
        let mut lanes = Lanes::default();
        assert_eq!(lanes.enter(Queue, b"", 1), Entered::Starts);
        assert_eq!(lanes.enter(Queue, b"", 2), WAITS);
        assert_eq!(lanes.enter(Queue, b"", 3), WAITS);
        assert_eq!(lanes.leave(b"", 2), None);
        assert_eq!(lanes.leave(b"", 1), Some(3));
    }

    #[test]
    fn of_the_latest_one_is_under_way_and_one_waits() {
        let mut lanes = Lanes::default();
        assert_eq!(lanes.enter(Latest, b"", 1), Entered::Starts);
        let second = Entered::Waits {
            abort: Some(1),
            replaces: None,
        };
        assert_eq!(lanes.enter(Latest, b"", 2), second);
        let third = Entered::Waits {
            abort: None,
            replaces: Some(2),
        };
        assert_eq!(lanes.enter(Latest, b"", 3), third);
        assert_eq!(lanes.leave(b"", 1), Some(3));
        assert_eq!(lanes.leave(b"", 3), None);
    }

    #[test]
    fn what_comes_meanwhile_is_dropped() {
        let mut lanes = Lanes::default();
        assert_eq!(lanes.enter(Drop, b"", 1), Entered::Starts);
        assert_eq!(lanes.enter(Drop, b"", 2), Entered::Refused);
        assert_eq!(lanes.leave(b"", 1), None);
        assert_eq!(lanes.enter(Drop, b"", 3), Entered::Starts);
    }

    #[test]
    fn lanes_know_nothing_of_each_other() {
        let mut lanes = Lanes::default();
        assert_eq!(lanes.enter(Drop, b"a", 1), Entered::Starts);
        assert_eq!(lanes.enter(Drop, b"b", 2), Entered::Starts);
        assert_eq!(lanes.leave(b"b", 1), None);
        assert_eq!(lanes.enter(Drop, b"b", 3), Entered::Refused);
        // One that ends leaves the others as they are.
        assert_eq!(lanes.leave(b"a", 1), None);
        assert_eq!(lanes.enter(Drop, b"b", 4), Entered::Refused);
        assert_eq!(lanes.enter(Drop, b"a", 5), Entered::Starts);
    }

    /// Whatever comes in whatever order: one at a time in a lane, in the order of coming, and none is forgotten.
    #[test]
    fn a_lane_never_has_two_under_way_and_loses_none() {
        let mut random = 1_u64;
        let mut next = move |below: u64| {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) % below
        };
        for _ in 0..2_000 {
            let policy = [Queue, Latest, Drop][next(3) as usize];
            let (mut lanes, mut running, mut waiting) = (Lanes::default(), None::<Number>, Vec::new());
            for number in 0..next(40) {
                if next(2) == 0 {
                    match lanes.enter(policy, b"x", number) {
                        Entered::Starts => assert_eq!(running.replace(number), None),
                        Entered::Waits { replaces, .. } => {
                            assert!(running.is_some());
                            waiting.retain(|other| Some(*other) != replaces);
                            waiting.push(number);
                        }
                        Entered::Refused => assert!(policy == Drop && running.is_some()),
                    }
                } else if let Some(ended) = running.take() {
                    running = lanes.leave(b"x", ended);
                    assert_eq!(running, (!waiting.is_empty()).then(|| waiting.remove(0)));
                }
                assert!(policy != Latest || waiting.len() <= 1);
            }
        }
    }
}
