//! The list's page.

use leptos::prelude::*;
use leptos_actions::{ServerAction, ServerQuery, Submission, expose_action, prelude::*};
use leptos_meta::Title;

use super::{
    AddEntry, GetDeletedEntries, GetList,
    deleted::Deleted,
    forget::is_forgotten,
    row::{EntryRow, FailedRow, failed},
};
use crate::{account::use_last_member, failed::Failed, focus};

#[component]
pub fn ListPage() -> impl IntoView {
    // lines: list
    let list = use_server_query(|| GetList {}).refetch_on_focus();
    // lines: end
    let deleted = use_server_query(|| GetDeletedEntries {});
    expose_action::<AddEntry>();
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                list.ready().await;
                deleted.ready().await;
                view! { <Content list/> <Deleted deleted/> }
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
/// What is on the list, and behind it what did not get there.
#[component]
fn Entries(list: ServerQuery<GetList>) -> impl IntoView {
    let add = use_server_action::<AddEntry>();
    is_forgotten();
    let entries = Memo::new(move |_| list.get().and_then(Result::ok).unwrap_or_default());
    let count = Memo::new(move |_| entries.with(Vec::len));
    // Of a lost answer nobody knows whether the entry is there, until the list has it.
    let is_there = move |submission: &Submission<AddEntry>| {
        let id = submission.id().as_str();
        entries.with(|entries| entries.iter().any(|entry| entry.id.0 == id))
    };
    let missing = move || {
        failed(add)
            .into_iter()
            .filter(move |one| !is_there(one))
            .collect::<Vec<_>>()
    };
    Effect::new(move |_| {
        failed(add)
            .iter()
            .filter(|one| is_there(one))
            .for_each(Submission::discard)
    });
    let is_empty = Memo::new(move |_| count.get() == 0 && missing().is_empty());
    // A row that goes takes the focus with it.
    let rows = focus::Rows::of("entries");
    Effect::watch(move || count.get(), move |_, _, _| rows.rescue(), false);
    // lines: end
    let shown = move || {
        rows.note();
        entries.get()
    };
    let member = use_last_member();
    // lines: list
    view! {
        <Title text="Reading list"/>
        <h1>"Reading list"</h1>
        <PageError/>
        <AddForm add/>
        <ul class="entries" aria-label="To read">
            <For each=shown key=|entry| entry.id.clone() let:entry>
                <EntryRow entry entries add/>
            </For>
            <For each=missing key=|submission| submission.id().clone() let:submission>
                <FailedRow submission/>
            </For>
        </ul>
        <Show when=move || is_empty.get()>
            <p class="hint">"Nothing to read yet."</p>
        </Show>
        // lines: end
        // What one member has copied is nothing of another's.
        <For each=move || [member.get()] key=|member| *member let:_member>
            <paste-list class="live"></paste-list>
        </For>
        <script src="/paste-list.js" type="module"></script>
        // lines: list
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
