//! What the answer to a request holds, which decides whether it may be stored.

use std::sync::atomic::{AtomicBool, Ordering};

use leptos_actions_core::IdempotencyKey;

use super::Scope;

/// What decides whether an answer may be stored.
#[derive(Debug, Default)]
pub(super) struct Holds {
    /// The idempotency key of a form, which is for one sending.
    key: AtomicBool,
    /// A value that depends on who asks.
    private_value: AtomicBool,
    /// A page with our components.
    page: AtomicBool,
}

impl Scope {
    /// A new idempotency key for a form of the page that is being rendered, which thereby is nothing to store: shown
    /// again, its forms would count as sent.
    #[must_use]
    pub fn form_key(&self) -> Option<IdempotencyKey> {
        self.shared.holds.key.store(true, Ordering::Relaxed);
        IdempotencyKey::random()
    }

    /// Says that a page with components of the library is being rendered. Where a part of it is still to come when its head
    /// is sent, nobody knows yet whether that will hold a form or a private value, and the page is not stored.
    pub fn note_page(&self) {
        self.shared.holds.page.store(true, Ordering::Relaxed);
    }

    /// Something was asked for that depends on who asks: what is answered is not for others, and not to be stored.
    pub(crate) fn note_private(&self) {
        self.shared.holds.private_value.store(true, Ordering::Relaxed);
    }

    pub(crate) fn holds_key(&self) -> bool {
        self.shared.holds.key.load(Ordering::Relaxed)
    }

    pub(crate) fn holds_private_value(&self) -> bool {
        self.shared.holds.private_value.load(Ordering::Relaxed)
    }

    pub(crate) fn is_page(&self) -> bool {
        self.shared.holds.page.load(Ordering::Relaxed)
    }
}
