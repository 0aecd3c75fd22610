//! One line of the list.

use leptos::prelude::*;
use leptos_actions::{ServerAction, Submission, prelude::*};

use super::{AddEntry, DeleteEntry, Entry, EntryId, SetEntry};

// lines: list
#[component]
pub(super) fn EntryRow(entry: Entry, entries: Memo<Vec<Entry>>) -> impl IntoView {
    let Entry { id, text, done } = entry;
    let is_done = Memo::new(move |_| {
        entries.with(|entries| {
            entries
                .iter()
                .find(|entry| entry.id == id)
                .map_or(done, |entry| entry.done)
        })
    });
    view! {
        <li class="entry">
            <Done entry=id text=text.clone() is_done/>
            <Delete entry=id text/>
        </li>
    }
}

/// The checkbox: sent at a click, and without scripts by a button of its own.
#[component]
fn Done(entry: EntryId, text: String, is_done: Memo<bool>) -> impl IntoView {
    let set = use_server_action::<SetEntry>().keyed(entry.0);
    // What was clicked last, as long as the server has not answered; then what it says.
    let shown = Memo::new(move |_| {
        let clicked = set.input().filter(|_| set.pending());
        clicked.map_or(is_done.get(), |input| input.done)
    });
    view! {
        <ServerForm action=set with=[SetEntry::entry().is(entry)]>
            <label>
                <input
                    type="checkbox"
                    name="done"
                    checked=is_done.get_untracked()
                    prop:checked=move || shown.get()
                    on:change:target=move |event| {
                        set.dispatch(SetEntry { entry, done: event.target().checked() });
                    }
                />
                <span class="text">{text}</span>
            </label>
            // Directly in the form: inside an element Leptos would take `inner_html` for an attribute.
            <noscript inner_html="<button>Save</button>"></noscript>
            <FormError action=set/>
        </ServerForm>
    }
}

#[component]
fn Delete(entry: EntryId, text: String) -> impl IntoView {
    let delete = use_server_action::<DeleteEntry>().keyed(entry.0);
    view! {
        <ServerForm action=delete with=[DeleteEntry::entry().is(entry)]>
            <button class="quiet" aria-label=format!("Delete {text}")>"Delete"</button>
        </ServerForm>
    }
}

/// An entry that is on its way, or did not arrive.
#[component]
pub(super) fn PendingRow(submission: Submission<AddEntry>) -> impl IntoView {
    let text = submission.input().map(|input| input.text).unwrap_or_default();
    let submission = StoredValue::new(submission);
    let is_pending = Memo::new(move |_| submission.with_value(Submission::pending));
    let failure = move || {
        view! {
            <p class="form-error" role="alert">{move || submission.with_value(Submission::message)}</p>
            <button on:click=move |_| submission.with_value(Submission::retry)>"Retry"</button>
            <button class="quiet" on:click=move |_| submission.with_value(Submission::discard)>"Discard"</button>
        }
    };
    view! {
        <li class="entry pending" aria-busy=move || is_pending.get().then_some("true")>
            <span class="text">{text}</span>
            <Show when=move || is_pending.get() fallback=failure>
                <button class="quiet" on:click=move |_| submission.with_value(Submission::abort)>"Cancel"</button>
            </Show>
        </li>
    }
}

/// Forgets what is not on the list yet: whoever comes next must neither see it nor send it. What is under way is stopped
/// if it can be.
pub fn forget_pending(add: ServerAction<AddEntry>) {
    for submission in untrack(|| add.submissions()) {
        submission.abort();
        submission.discard();
    }
}
// lines: end
