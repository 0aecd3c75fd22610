//! Everything that a page has asked of one action and that has not succeeded yet.

use std::{
    any::{Any, TypeId},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use leptos::prelude::*;
use leptos_actions_client::lanes::{Lanes, Number};
use leptos_actions_core::{Action, CallError};

use super::{Submission, SubmissionState, lock};
use crate::{action::Handle, idle::is_idle, page::Page};

/// How long a row may take to come back, in milliseconds.
const RETURN_MS: u32 = 100;

/// All submissions of one action in a page.
pub(crate) struct Submissions<A: Action>(pub(super) Arc<Shared<A>>);

pub(super) struct Shared<A: Action> {
    list: Mutex<Vec<Submission<A>>>,
    changed: ArcTrigger,
    pub(super) lanes: Mutex<Lanes>,
    /// How calls failed whose row was not there any more, by its key: it may come back for that very reason.
    orphans: Mutex<Vec<(String, CallError<A::Error>)>>,
    /// Whether a component shows the list.
    is_listed: AtomicBool,
}

impl<A: Action> Submissions<A> {
    /// Those of this page.
    pub(crate) fn of(page: &Page) -> Self {
        let made = || {
            Arc::new(Shared::<A> {
                list: Mutex::default(),
                changed: ArcTrigger::new(),
                lanes: Mutex::default(),
                orphans: Mutex::default(),
                is_listed: AtomicBool::new(false),
            })
        };
        let shared = page.shared(TypeId::of::<A>(), || made() as Arc<dyn Any + Send + Sync>);
        // The type is the key: it is never another's.
        Self(shared.downcast().unwrap_or_else(|_| made()))
    }

    /// Reads the list to show it, and is told of its changes.
    pub(crate) fn watch(&self) -> Vec<Submission<A>> {
        self.0.is_listed.store(true, Ordering::Relaxed);
        let list = self.list();
        if is_idle() { Vec::new() } else { list }
    }

    pub(super) fn is_listed(&self) -> bool {
        self.0.is_listed.load(Ordering::Relaxed)
    }

    /// Reads the list, and is told of its changes.
    pub(crate) fn list(&self) -> Vec<Submission<A>> {
        self.0.changed.track();
        lock(&self.0.list).clone()
    }

    pub(super) fn find(&self, number: Number) -> Option<Submission<A>> {
        lock(&self.0.list)
            .iter()
            .find(|other| other.0.number == number)
            .cloned()
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Vec<Submission<A>>)) {
        change(&mut lock(&self.0.list));
        self.0.changed.notify();
    }

    /// How the call of a row failed that was taken away at once and has come back.
    pub(crate) fn take_orphan(&self, key: &str) -> Option<CallError<A::Error>> {
        let mut orphans = lock(&self.0.orphans);
        let place = orphans.iter().position(|(other, _)| other == key)?;
        Some(orphans.remove(place).1)
    }

    /// Keeps it for the row, and says it otherwise.
    pub(super) fn leave_orphan(&self, handle: &Arc<Handle<A>>, error: CallError<A::Error>) {
        let key = handle.key();
        lock(&self.0.orphans).push((key.clone(), error));
        let (submissions, handle) = (self.clone(), Arc::clone(handle));
        leptos::task::spawn(async move {
            leptos_actions_client::sleep(RETURN_MS).await;
            if let Some(error) = submissions.take_orphan(&key) {
                handle.tell_if_unshown(&error);
            }
        });
    }

    /// Forgets the failures that a form shows, once it is sent again, cleared or gone.
    pub(crate) fn forget_shown(&self, handle: &Arc<Handle<A>>) {
        let is_shown = |submission: &Submission<A>| {
            Arc::ptr_eq(&submission.0.made_by, handle)
                && submission.0.input.is_shown_by_its_form()
                && submission.0.state.get_untracked() == SubmissionState::Failed
        };
        let shown: Vec<_> = lock(&self.0.list).iter().filter(|one| is_shown(one)).cloned().collect();
        if !shown.is_empty() {
            self.change(|list| list.retain(|submission| !shown.contains(submission)));
            shown.iter().for_each(Submission::forget);
        }
    }
}

impl<A: Action> Clone for Submissions<A> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
