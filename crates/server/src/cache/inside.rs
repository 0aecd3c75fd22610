//! What a body that runs for the cache may see, and what its value depends on.

use std::{
    error::Error,
    fmt,
    sync::{
        Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use leptos_actions_core::{Internal, Tag};
use tokio::time::Instant;

use super::marks::Marks;

/// One reading of a value that is to be kept.
#[derive(Debug)]
pub(crate) struct Inside {
    call: &'static str,
    is_shared: bool,
    found: Mutex<Found>,
    /// What the body asked for that everybody's value cannot depend on.
    forbidden: OnceLock<Internal>,
    /// Whether something that it has read was expired since.
    is_void: AtomicBool,
}

#[derive(Debug, Default)]
struct Found {
    marks: Marks,
    /// Until when everything that was read for it is fresh.
    fresh_until: Option<Instant>,
}

impl Inside {
    pub(super) fn new(call: &'static str, is_shared: bool, marks: Marks) -> Self {
        Self {
            call,
            is_shared,
            found: Mutex::new(Found {
                marks,
                fresh_until: None,
            }),
            forbidden: OnceLock::new(),
            is_void: AtomicBool::new(false),
        }
    }

    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) const fn is_shared(&self) -> bool {
        self.is_shared
    }

    /// Something of a request is asked for. Whatever is answered after that is not answered.
    pub(crate) fn forbid(&self, what: &'static str) -> Internal {
        let call = self.call;
        let error = self.forbidden.get_or_init(|| Internal::new(Forbidden { call, what }));
        error.clone()
    }

    /// What it asked for that it must not see.
    pub(super) fn forbidden(&self) -> Option<Internal> {
        self.forbidden.get().cloned()
    }

    pub(super) fn mark(&self, tag: Option<&Tag>) {
        if let Some(tag) = tag {
            self.found().marks.add(tag.clone());
        }
    }

    /// It holds a value with these marks.
    pub(super) fn join(&self, marks: &Marks) {
        self.found().marks.join(marks);
    }

    /// It holds what another reading has brought, which is fresh until then.
    pub(super) fn hold(&self, other: &Self, fresh_until: Instant) {
        let (marks, _) = other.found_so_far();
        self.join(&marks);
        self.lower(fresh_until);
    }

    /// It holds a value that is fresh until then.
    pub(super) fn lower(&self, fresh_until: Instant) {
        let until = &mut self.found().fresh_until;
        *until = Some(until.map_or(fresh_until, |until| until.min(fresh_until)));
    }

    pub(super) fn has(&self, means: impl FnOnce(&Marks) -> bool) -> bool {
        means(&self.found().marks)
    }

    pub(super) fn found_so_far(&self) -> (Marks, Option<Instant>) {
        let found = self.found();
        (found.marks.clone(), found.fresh_until)
    }

    pub(super) fn void(&self) {
        self.is_void.store(true, Ordering::SeqCst);
    }

    pub(super) fn is_void(&self) -> bool {
        self.is_void.load(Ordering::SeqCst)
    }
}

/// The body of a call that is kept for everybody asked who is asking.
#[derive(Debug)]
struct Forbidden {
    call: &'static str,
    what: &'static str,
}

impl fmt::Display for Forbidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { call, what } = self;
        write!(
            f,
            "`{call}` is kept for everybody, and its body asked for {what} of a request: keep it for each caller with \
             `cache = private(..)`, or take what it needs as an argument"
        )
    }
}

impl Error for Forbidden {}
