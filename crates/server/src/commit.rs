//! Until when a call can be taken back.
//!
//! 1. Whoever made a call takes it back with `DELETE` and what they sent. What has not begun is not begun; a body that
//!    runs is dropped at its next await.
//! 2. Only a body that takes [`Commit`] can be dropped, and only until it passes the point. Any other might have
//!    written already, and runs to its end: nobody is told that nothing happened where something may have.
//! 3. Passing and taking back are one decision: exactly one of them comes first, and the other is told.

use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};

use leptos_actions_core::{CallError, CallResult};
use tokio::sync::Notify;

use crate::{
    extract::{Extract, MayReply},
    scope::{Requirements, Scope},
};

const OPEN: u8 = 0;
const PASSED: u8 = 1;
const STOPPED: u8 = 2;

/// The point after which a call is not taken back any more: `#[extract] commit: Commit`.
///
/// Before it the body may be dropped at any await, so it writes nothing that may not be left half done. After it the
/// body runs to its end.
#[derive(Clone, Debug)]
pub struct Commit(Point);

impl Commit {
    /// Passes the point.
    ///
    /// # Errors
    /// [`CallError::Aborted`] when the call was taken back before.
    pub fn pass(&self) -> CallResult<()> {
        self.0.pass()
    }
}

impl<K: MayReply> Extract<K> for Commit {
    fn requires(requirements: &mut Requirements) {
        requirements.commit_point();
    }

    async fn extract(scope: &Scope) -> CallResult<Self> {
        Ok(Self(scope.commit_point().clone()))
    }
}

/// The point of one call, shared by those who pass it and those who take the call back.
#[derive(Clone, Debug, Default)]
pub(crate) struct Point(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    state: AtomicU8,
    stopped: Notify,
}

impl Point {
    pub(crate) fn pass(&self) -> CallResult<()> {
        match self.decide(PASSED) {
            STOPPED => Err(CallError::Aborted),
            _ => Ok(()),
        }
    }

    /// Takes the call back, unless it has passed.
    pub(crate) fn stop(&self) {
        if self.decide(STOPPED) == STOPPED {
            self.0.stopped.notify_one();
        }
    }

    /// Ends when the call is taken back in time.
    pub(crate) async fn stopped(&self) {
        while self.0.state.load(Ordering::Acquire) != STOPPED {
            self.0.stopped.notified().await;
        }
    }

    /// What was decided first.
    fn decide(&self, wanted: u8) -> u8 {
        let decided = self
            .0
            .state
            .compare_exchange(OPEN, wanted, Ordering::AcqRel, Ordering::Acquire);
        decided.map_or_else(|first| first, |_| wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_first_decides() {
        let passed = Point::default();
        assert_eq!(passed.pass(), Ok(()));
        passed.stop();
        assert_eq!(passed.pass(), Ok(()));
        let stopped = Point::default();
        stopped.stop();
        assert_eq!(stopped.pass(), Err(CallError::Aborted));
    }

    #[tokio::test]
    async fn who_waits_for_the_stop_is_told_whenever_it_comes() {
        let point = Point::default();
        let waiting = tokio::spawn({
            let point = point.clone();
            async move { point.stopped().await }
        });
        tokio::task::yield_now().await;
        point.stop();
        waiting.await.unwrap();
        point.stopped().await;
    }
}
