//! A book's way onto the list, from the book's own page.

use leptos::prelude::*;
use leptos_actions::prelude::*;

use super::{AddEntry, forget::is_forgotten};

/// Leads to the list, which shows the book, or why it is not there.
#[component]
pub fn RememberForm(title: String, author: String) -> impl IntoView {
    let add = use_server_action::<AddEntry>();
    is_forgotten();
    view! {
        <ServerForm action=add page="/list" with=[AddEntry::text().is(format!("{title}, {author}"))]>
            <button class="quiet">"Add to reading list"</button>
        </ServerForm>
    }
}
