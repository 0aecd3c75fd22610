//! Entries that were deleted, and how they come back.

use leptos::prelude::*;
use leptos_actions::{ServerQuery, prelude::*};

use super::{DeletedEntry, GetDeletedEntries, RestoreEntry};
use crate::undo::{Offer, Offers};

#[component]
pub(super) fn Deleted(deleted: ServerQuery<GetDeletedEntries>) -> impl IntoView {
    let entries = Memo::new(move |_| deleted.get().and_then(Result::ok).unwrap_or_default());
    let offers = Offers::new(move || entries.with(Vec::len));
    let offer = move |entry: DeletedEntry| {
        let text = entry.text;
        let restore = use_server_action::<RestoreEntry>().keyed(&entry.id.0).on_success({
            let back = format!("“{text}” is on your list again.");
            move |()| offers.say(back.clone())
        });
        let label = format!("Undo: put back {text}");
        let said = format!("“{text}” was deleted.");
        view! { <Offer said label action=restore with=[RestoreEntry::entry().is(entry.id)]/> }
    };
    offers.view(view! { <For each=move || entries.get() key=Clone::clone children=offer/> })
}
