//! How much is under way, for whoever wants to know: counted on any thread, and followed like a signal.
//!
//! A signal itself does not do while a page is rendered, where queries end on several threads: Leptos reads one that is
//! just being written as one that is gone, and loses a write beside another.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use leptos::prelude::*;

use crate::idle::is_idle;

/// A number of things under way. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Count {
    number: Arc<AtomicUsize>,
    changed: ArcTrigger,
}

impl Count {
    /// One more, until what this gives is dropped.
    pub(crate) fn begin(&self) -> Counted {
        self.add();
        Counted(self.clone())
    }

    /// One more, until [`remove`](Self::remove).
    pub(crate) fn add(&self) {
        self.number.fetch_add(1, Ordering::Relaxed);
        self.changed.notify();
    }

    pub(crate) fn remove(&self) {
        self.number.fetch_sub(1, Ordering::Relaxed);
        self.changed.notify();
    }

    /// Returns whether there are any, as far as that may be shown. Reactive.
    pub(crate) fn any(&self) -> bool {
        self.changed.track();
        !is_idle() && self.any_untracked()
    }

    /// Returns whether there are any, also while nothing may be shown: for decisions.
    pub(crate) fn any_untracked(&self) -> bool {
        self.number.load(Ordering::Relaxed) > 0
    }
}

/// One thing under way.
pub(crate) struct Counted(Count);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.remove();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_several_threads_count_at_once_is_neither_lost_nor_unreadable() {
        let owner = Owner::new();
        owner.set();
        let count = Count::default();
        let kept = count.begin();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    owner.set();
                    for _ in 0..10_000 {
                        let _counted = count.begin();
                        assert!(count.any());
                    }
                });
            }
        });
        drop(kept);
        assert!(!count.any());
    }
}
