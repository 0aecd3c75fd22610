//! The reading list: what is typed stands there at once, in its order, and what failed stays with its retry.
//!
//! What plain Leptos does not do here:
//! - cannot: without scripts what was typed is kept when it is refused, unless it travels in the address as well.
//! - cannot: without scripts a status of its own for a refused entry: it is a redirect.
//! - left out: without scripts an error beside the entry that it belongs to: all forms of a function show it, unless it says whose it is.
//! - left out: with scripts a status of its own, which takes the integration's `ResponseOptions` (here it is 500).
//! - left out: once only, when an answer was lost and the entry is sent again, and that an entry which was taken back on its way is not added when it arrives later: both take keys, a table of them, and a function that asks.
//! - left out: checks while one types.
//! - left out: the rest of the list's page (loading, failure), which is not counted on either side.

use futures_util::future::{AbortHandle, abortable};
use leptos::{
    ev,
    form::FromFormData,
    prelude::*,
    server_fn::{
        ServerFn,
        codec::JsonEncoding,
        error::{FromServerFnError, ServerFnErrorErr},
    },
    task::spawn_local,
};
use leptos_meta::Title;
use serde::{Deserialize, Serialize};
use web_sys::HtmlFormElement;

use crate::{
    form::length_issue,
    work::{self, Entry},
};

// lines: list
const LONGEST: usize = 200;
const MOST: u32 = 500;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
pub enum ListError {
    #[error("{0}")]
    Text(String),
    #[error("Your list is full. Delete something first.")]
    Full,
    #[error("This is not there any more.")]
    NotFound,
    #[error("That did not work. Please try again.")]
    Server,
}

impl FromServerFnError for ListError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::Server
    }
}

impl From<std::io::Error> for ListError {
    fn from(error: std::io::Error) -> Self {
        leptos::logging::error!("reading list: {error}");
        Self::Server
    }
}

#[server]
pub async fn get_list() -> Result<Vec<Entry>, ListError> {
    let shopper = work::shopper().await?;
    Ok(work::entries(&shopper).await?)
}

#[server]
pub async fn add_entry(text: String) -> Result<(), ListError> {
    let shopper = work::shopper().await?;
    let text = text.trim();
    if let Some(issue) = length_issue(text, LONGEST) {
        return Err(ListError::Text(issue));
    }
    let added = work::add_entry(&shopper, text, MOST).await?;
    if added { Ok(()) } else { Err(ListError::Full) }
}

#[server]
pub async fn set_entry(entry: i64, #[server(default)] done: bool) -> Result<(), ListError> {
    let shopper = work::shopper().await?;
    let found = work::set_entry(&shopper, entry, done).await?;
    found.ok_or(ListError::NotFound)
}

#[server]
pub async fn delete_entry(entry: i64) -> Result<(), ListError> {
    let shopper = work::shopper().await?;
    Ok(work::delete_entry(&shopper, entry).await?)
}

/// What the page has asked for and the list does not show yet. Stands in the context of the whole application, so that
/// what failed is not lost with the list's page.
#[derive(Clone, Copy)]
pub struct Asked {
    added: RwSignal<Vec<Added>>,
    is_sending: StoredValue<bool>,
    /// How often the list was changed from here.
    changes: RwSignal<usize>,
}

#[derive(Clone)]
struct Added {
    number: usize,
    text: String,
    state: ArcRwSignal<State>,
}

#[derive(Clone)]
enum State {
    Waiting,
    Sending(AbortHandle),
    Failed(ListError),
    /// With the change of this number.
    Saved(usize),
}

pub fn provide_asked() {
    provide_context(Asked {
        added: RwSignal::new(vec![]),
        is_sending: StoredValue::new(false),
        changes: RwSignal::new(0),
    });
}

impl Asked {
    fn changed(self) -> usize {
        self.changes.update(|changes| *changes += 1);
        self.changes.get_untracked()
    }

    fn add(self, text: String) {
        self.added.update(|added| {
            let number = added.last().map_or(0, |last| last.number + 1);
            let state = ArcRwSignal::new(State::Waiting);
            added.push(Added { number, text, state });
        });
        self.send();
    }

    /// Sends what waits, one after the other, so that their order is that of the pressing.
    fn send(self) {
        if self.is_sending.get_value() {
            return;
        }
        self.is_sending.set_value(true);
        spawn_local(async move {
            while let Some(next) = self.first_waiting() {
                let (answer, stop) = abortable(add_entry(next.text.clone()));
                next.state.set(State::Sending(stop));
                match answer.await {
                    Ok(Ok(())) => next.state.set(State::Saved(self.changed())),
                    Ok(Err(error)) => next.state.set(State::Failed(error)),
                    // Nobody knows whether it had arrived.
                    Err(_) => {
                        self.changed();
                        self.remove(next.number);
                    }
                }
            }
            self.is_sending.set_value(false);
        });
    }

    fn first_waiting(self) -> Option<Added> {
        let is_waiting = |added: &&Added| matches!(added.state.get_untracked(), State::Waiting);
        self.added
            .with_untracked(|added| added.iter().find(is_waiting).cloned())
    }

    fn retry(self, added: &Added) {
        added.state.set(State::Waiting);
        self.send();
    }

    fn cancel(self, added: &Added) {
        match added.state.get_untracked() {
            State::Sending(stop) => stop.abort(),
            State::Waiting => self.remove(added.number),
            State::Failed(_) | State::Saved(_) => {}
        }
    }

    fn remove(self, number: usize) {
        self.added.update(|added| added.retain(|other| other.number != number));
    }

    /// Forgets what the list shows by now.
    fn forget_shown(self, changes: usize) {
        self.added.update(|added| {
            added.retain(|added| !matches!(added.state.get_untracked(), State::Saved(at) if at <= changes))
        });
    }
}

/// The list, with the number of the change that is in it.
pub type List = Resource<(usize, Result<Vec<Entry>, ListError>)>;

pub fn use_list() -> List {
    let asked = expect_context::<Asked>();
    Resource::new_blocking(
        move || asked.changes.get(),
        |changes| async move { (changes, get_list().await) },
    )
}

#[component]
pub fn Entries(list: List) -> impl IntoView {
    let asked = expect_context::<Asked>();
    let entries = Memo::new(move |_| list.get().and_then(|(_, entries)| entries.ok()).unwrap_or_default());
    let count = Memo::new(move |_| entries.with(Vec::len));
    let is_empty = Memo::new(move |_| count.get() == 0 && asked.added.with(Vec::is_empty));
    Effect::watch(move || count.get(), |_, _, _| work::rescue_focus(), false);
    Effect::new(move |_| {
        if let Some((changes, _)) = list.get() {
            asked.forget_shown(changes);
        }
    });
    view! {
        <Title text="Reading list"/>
        <h1>"Reading list"</h1>
        <AddForm asked/>
        <ul class="entries" aria-label="To read">
            <For each=move || entries.get() key=|entry| entry.id let:entry>
                <EntryRow entry entries asked list/>
            </For>
            <For each=move || asked.added.get() key=|added| added.number let:added>
                <AddedRow added asked/>
            </For>
        </ul>
        <Show when=move || is_empty.get()>
            <p class="hint">"Nothing to read yet."</p>
        </Show>
    }
}

#[component]
fn AddForm(asked: Asked) -> impl IntoView {
    // Without scripts: with them a row says what went wrong.
    let refused = ServerAction::<AddEntry>::new().value();
    let error = move |is_of_field: bool| {
        let error = refused.get().and_then(Result::err);
        error.filter(|error| matches!(error, ListError::Text(_)) == is_of_field)
    };
    let submit = move |event: ev::SubmitEvent| {
        if let Ok(AddEntry { text }) = AddEntry::from_event(&event) {
            event.prevent_default();
            asked.add(text);
            // The field is free at once: what was typed stands in the list until it is there.
            event_target::<HtmlFormElement>(&event).reset();
        }
    };
    view! {
        <form method="post" action=AddEntry::url() class="stacked" on:submit=submit>
            <label for="text">"What do you want to read?"</label>
            <div class="field">
                <input
                    id="text"
                    name="text"
                    required
                    maxlength=LONGEST.to_string()
                    autocomplete="off"
                    aria-invalid=move || error(true).map(|_| "true")
                    aria-describedby="text-error"
                />
                <button class="primary">"Add"</button>
            </div>
            <p id="text-error" class="field-error">{move || error(true).map(|error| error.to_string())}</p>
            <p class="form-error" role="alert">{move || error(false).map(|error| error.to_string())}</p>
        </form>
    }
}

#[component]
fn EntryRow(entry: Entry, entries: Memo<Vec<Entry>>, asked: Asked, list: List) -> impl IntoView {
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
            <Done entry=id text=text.clone() is_done asked list/>
            <Delete entry=id text asked/>
        </li>
    }
}

/// The checkbox: sent at a click, and without scripts by a button of its own.
#[component]
fn Done(entry: i64, text: String, is_done: Memo<bool>, asked: Asked, list: List) -> impl IntoView {
    // What was clicked last, as long as the list does not show it.
    let clicked = RwSignal::new(None);
    let shown = Memo::new(move |_| clicked.get().unwrap_or(is_done.get()));
    // One after the other, so that what was clicked last is what stays.
    let set = Action::new(move |()| async move {
        let mut saved = None;
        while let Some(done) = clicked
            .try_get_untracked()
            .flatten()
            .filter(|done| saved != Some(*done))
        {
            if let Err(error) = set_entry(entry, done).await {
                clicked.set(None);
                return Err(error);
            }
            saved = Some(done);
        }
        asked.changed();
        Ok(())
    });
    let follow = move |_: &_, _: Option<&_>, _| {
        if !set.pending().get_untracked() {
            clicked.set(None);
        }
    };
    Effect::watch(move || list.with(|_| ()), follow, false);
    let error = move || set.value().get().and_then(Result::err);
    view! {
        <form method="post" action=SetEntry::url()>
            <input type="hidden" name="entry" value=entry/>
            <label>
                <input
                    type="checkbox"
                    name="done"
                    value="true"
                    checked=is_done.get_untracked()
                    prop:checked=move || shown.get()
                    on:change:target=move |event| {
                        clicked.set(Some(event.target().checked()));
                        if !set.pending().get_untracked() {
                            set.dispatch(());
                        }
                    }
                />
                <span class="text">{text}</span>
            </label>
            <noscript><button>"Save"</button></noscript>
            <p class="form-error" role="alert">{move || error().map(|error| error.to_string())}</p>
        </form>
    }
}

#[component]
fn Delete(entry: i64, text: String, asked: Asked) -> impl IntoView {
    let delete = ServerAction::<DeleteEntry>::new();
    let value = delete.value();
    Effect::new(move |_| {
        if let Some(Ok(())) = value.get() {
            asked.changed();
        }
    });
    let error = move || value.get().and_then(Result::err);
    view! {
        <ActionForm action=delete>
            <input type="hidden" name="entry" value=entry/>
            <button class="quiet" aria-label=format!("Delete {text}") disabled=move || delete.pending().get()>
                "Delete"
            </button>
            <p class="form-error" role="alert">{move || error().map(|error| error.to_string())}</p>
        </ActionForm>
    }
}

/// An entry that is on its way, or did not arrive.
#[component]
fn AddedRow(added: Added, asked: Asked) -> impl IntoView {
    let text = added.text.clone();
    let number = added.number;
    let state = added.state.clone();
    let error = Memo::new(move |_| match state.get() {
        State::Failed(error) => Some(error),
        _ => None,
    });
    let added = StoredValue::new(added);
    let failure = move || {
        view! {
            <p class="form-error" role="alert">{move || error.get().map(|error| error.to_string())}</p>
            <button on:click=move |_| added.with_value(|added| asked.retry(added))>"Retry"</button>
            <button class="quiet" on:click=move |_| asked.remove(number)>"Discard"</button>
        }
    };
    view! {
        <li class="entry pending" aria-busy=move || error.get().is_none().then_some("true")>
            <span class="text">{text}</span>
            <Show when=move || error.get().is_none() fallback=failure>
                <button class="quiet" on:click=move |_| added.with_value(|added| asked.cancel(added))>"Cancel"</button>
            </Show>
        </li>
    }
}
// lines: end
