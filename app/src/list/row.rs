//! One line of the list.

use leptos::{ev::MouseEvent, prelude::*};
use leptos_actions::{ServerAction, Submission, SubmissionState, is_repeated, prelude::*};

use super::{AddEntry, DeleteEntry, Entry, EntryId, SetEntry};

// lines: list
/// An entry. As long as the server does not know of it, it can be taken back and nothing else.
#[component]
pub(super) fn EntryRow(entry: Entry, entries: Memo<Vec<Entry>>, add: ServerAction<AddEntry>) -> impl IntoView {
    let Entry { id, text, done } = entry;
    let mine = StoredValue::new(id);
    let is_done = Memo::new(move |_| {
        let found = |entries: &Vec<Entry>| mine.with_value(|id| entries.iter().find(|entry| entry.id == *id).cloned());
        entries.with(found).map_or(done, |entry| entry.done)
    });
    let submission = Memo::new(move |_| submission_of(add, &mine.get_value()));
    let shown = text.clone();
    let row = move || match submission.get() {
        Some(submission) => view! { <Coming submission text=shown.clone()/> }.into_any(),
        None => view! {
            <Done entry=mine.get_value() text=text.clone() is_done/>
            <Delete entry=mine.get_value() text=text.clone()/>
        }
        .into_any(),
    };
    view! {
        <li
            class="entry"
            class:pending=move || submission.get().is_some()
            aria-busy=move || submission.get().is_some().then_some("true")
        >
            {row}
        </li>
    }
}

/// What made an entry, as long as it is under way.
fn submission_of(add: ServerAction<AddEntry>, id: &EntryId) -> Option<Submission<AddEntry>> {
    let mut submissions = add.submissions().into_iter();
    submissions.find(|submission| submission.id().as_str() == id.0 && submission.pending())
}

#[component]
fn Coming(submission: Submission<AddEntry>, text: String) -> impl IntoView {
    view! {
        <span class="text" dir="auto">{text}</span>
        <button class="quiet live" on:click=once(move || submission.abort())>"Cancel"</button>
    }
}

/// Acts once for a double click: when a row goes, the next one's button comes under the pointer.
fn once(act: impl Fn()) -> impl Fn(MouseEvent) {
    move |event| {
        if !is_repeated(&event) {
            act();
        }
    }
}

/// The checkbox: sent at a click, and by a button of its own as long as no wasm runs.
#[component]
fn Done(entry: EntryId, text: String, is_done: Memo<bool>) -> impl IntoView {
    let set = use_server_action::<SetEntry>().keyed(&entry.0);
    let mine = entry.clone();
    view! {
        <ServerForm action=set with=[SetEntry::entry().is(entry)]>
            <label>
                <input
                    type="checkbox"
                    name="done"
                    checked=is_done.get_untracked()
                    prop:checked=move || is_done.get()
                    on:change:target=move |event| {
                        set.dispatch(SetEntry { entry: mine.clone(), done: event.target().checked() });
                    }
                />
                <span class="text" dir="auto">{text}</span>
            </label>
            // For as long as no wasm sends the change.
            <button class="plain">"Save"</button>
            <FormError action=set/>
        </ServerForm>
    }
}

#[component]
fn Delete(entry: EntryId, text: String) -> impl IntoView {
    let delete = use_server_action::<DeleteEntry>().keyed(&entry.0);
    view! {
        <ServerForm action=delete with=[DeleteEntry::entry().is(entry)]>
            <button class="quiet" aria-label=format!("Delete {text}")>"Delete"</button>
        </ServerForm>
    }
}

/// An entry that did not arrive.
#[component]
pub(super) fn FailedRow(submission: Submission<AddEntry>) -> impl IntoView {
    let text = submission.input().map(|input| input.text).unwrap_or_default();
    let submission = StoredValue::new(submission);
    view! {
        <li class="entry pending">
            <span class="text" dir="auto">{text}</span>
            <p class="form-error" role="alert">{move || submission.with_value(Submission::message)}</p>
            <button class="live" on:click=once(move || submission.with_value(Submission::retry))>"Retry"</button>
            <button class="quiet live" on:click=once(move || submission.with_value(Submission::discard))>
                "Discard"
            </button>
        </li>
    }
}

/// The entries that did not arrive.
pub(super) fn failed(add: ServerAction<AddEntry>) -> Vec<Submission<AddEntry>> {
    let mut submissions = add.submissions();
    submissions.retain(|submission| submission.state() == SubmissionState::Failed);
    submissions
}
// lines: end
