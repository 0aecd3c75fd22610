//! What is forgotten of a reading list when whoever is signed in goes.

use leptos::prelude::*;
use leptos_actions::prelude::*;

use super::AddEntry;

/// How it is forgotten, once something is on the page that writes to the list: others do not load the code for it.
#[derive(Clone, Copy)]
struct Forgets(StoredValue<Option<fn()>>);

pub fn provide_forgetting() {
    provide_context(Forgets(StoredValue::new(None)));
}

/// Has what is written here forgotten by [`forget_pending`].
pub(super) fn is_forgotten() {
    expect_context::<Forgets>().0.set_value(Some(forget));
}

/// Forgets what is not on the list yet: whoever comes next must neither see it nor send it. What is under way is stopped
/// if it can be.
pub fn forget_pending() {
    if let Some(forget) = expect_context::<Forgets>().0.get_value() {
        forget();
    }
}

fn forget() {
    let add = use_server_action::<AddEntry>().keyed("forgotten");
    for submission in untrack(|| add.submissions()) {
        submission.abort();
        submission.discard();
    }
}
