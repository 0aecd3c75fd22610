//! The list's page.

use leptos::prelude::*;
use leptos_actions::{ServerAction, ServerQuery, prelude::*};
use leptos_meta::Title;

use super::{
    AddEntry, GetList,
    row::{EntryRow, PendingRow},
};
use crate::{failed::Failed, focus};

#[component]
pub fn ListPage() -> impl IntoView {
    // lines: list
    let list = use_server_query(|| GetList {});
    // lines: end
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                list.ready().await;
                view! { <Content list/> }
            })}
        </Transition>
    }
}

#[component]
fn Content(list: ServerQuery<GetList>) -> impl IntoView {
    let failure = Memo::new(move |_| list.get().and_then(Result::err));
    move || match failure.get() {
        Some(error) => view! { <Failed error what="Your reading list" query=list/> }.into_any(),
        None => view! { <Entries list/> }.into_any(),
    }
}

// lines: list
/// What is on the list, and behind it what is not there yet.
#[component]
fn Entries(list: ServerQuery<GetList>) -> impl IntoView {
    let add = use_server_action::<AddEntry>();
    let entries = Memo::new(move |_| list.get().and_then(Result::ok).unwrap_or_default());
    let count = Memo::new(move |_| entries.with(Vec::len));
    let is_empty = Memo::new(move |_| count.get() == 0 && add.submissions().is_empty());
    // A row that goes takes the focus with it.
    Effect::watch(move || count.get(), |_, _, _| focus::rescue(), false);
    view! {
        <Title text="Reading list"/>
        <h1>"Reading list"</h1>
        <PageError/>
        <AddForm add/>
        <ul class="entries" aria-label="To read">
            <For each=move || entries.get() key=|entry| entry.id let:entry>
                <EntryRow entry entries/>
            </For>
            <For each=move || add.submissions() key=|submission| submission.id().clone() let:submission>
                <PendingRow submission/>
            </For>
        </ul>
        <Show when=move || is_empty.get()>
            <p class="hint">"Nothing to read yet."</p>
        </Show>
    }
}

#[component]
fn AddForm(add: ServerAction<AddEntry>) -> impl IntoView {
    let text = add.field(AddEntry::text());
    view! {
        // The field is free at once: what was typed stands in the list until it is there.
        <ServerForm action=add reset=Reset::OnSubmit attr:class="stacked">
            <label for=text.id()>"What do you want to read?"</label>
            <div class="field">
                <input {..text.input()} autocomplete="off"/>
                <button class="primary">"Add"</button>
            </div>
            <FieldError action=add name=AddEntry::text()/>
            <FormError action=add/>
        </ServerForm>
    }
}
// lines: end
