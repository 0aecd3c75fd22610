//! In development: says which query waits for another's answer.
//!
//! A query that is first asked in the very turn in which another's answer comes could have been asked beside it, unless
//! its arguments come from that answer. The console names both, once.

use std::cell::{Cell, RefCell};

use leptos_actions_core::Meta;

thread_local! {
    static ANSWERED: Cell<Option<&'static Meta>> = const { Cell::new(None) };
    static SAID: RefCell<Vec<[&'static str; 2]>> = const { RefCell::new(Vec::new()) };
}

/// A query's first answer has come; what it makes others ask, it makes them ask in this turn.
pub(super) fn answered(meta: &'static Meta) {
    ANSWERED.set(Some(meta));
    leptos::task::spawn_local(async {
        leptos_actions_client::sleep(0).await;
        ANSWERED.set(None);
    });
}

/// A query is asked for the first time.
pub(super) fn asks(meta: &'static Meta) {
    let Some(before) = ANSWERED.get().filter(|before| before.name != meta.name) else {
        return;
    };
    let pair = [before.name, meta.name];
    let is_new = SAID.with_borrow_mut(|said| {
        let is_new = !said.contains(&pair);
        said.push(pair);
        is_new
    });
    if is_new {
        leptos::logging::warn!(
            "a waterfall: `{}` ({}:{}) was not asked before `{}` ({}:{}) had answered. Ask for both at once: call \
             `use_server_query` for it in a component that stands outside of what waits for the other",
            meta.name,
            meta.file,
            meta.line,
            before.name,
            before.file,
            before.line,
        );
    }
}
