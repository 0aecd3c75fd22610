//! A member's picture: how it is chosen, sent and kept.

use leptos::{html, prelude::*};
use leptos_actions::{ServerAction, prelude::*};

use super::SaveAccount;
use crate::focus;

#[cfg(not(target_arch = "wasm32"))]
use leptos_actions::{FieldIssue, FileStore, StoredFile};

// lines: upload
/// What a picture may be, by its bytes.
#[cfg(not(target_arch = "wasm32"))]
const TYPES: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "image/gif"];

/// Keeps a picture, or says beside its field that it is none.
#[cfg(not(target_arch = "wasm32"))]
pub(super) async fn keep(files: &FileStore, avatar: &Upload) -> CallResult<StoredFile> {
    if !avatar.sniff().await?.is_some_and(|found| TYPES.contains(&found)) {
        let other = FieldIssue::new("not_a_picture").with("message", "This file is no PNG, JPEG, WebP or GIF picture.");
        return Err(SaveAccount::avatar().refuse(other).into());
    }
    Ok(files.keep(avatar).await?)
}

/// Removes a file that nothing names any more. One that cannot be removed is an orphan, and no member's trouble.
#[cfg(not(target_arch = "wasm32"))]
pub(super) async fn remove(files: FileStore, id: StoredFile) {
    if let Err(error) = files.remove(&id).await {
        tracing::warn!(%error, %id, "a picture could not be removed");
    }
}
// lines: end

/// Where the picture with this id is.
pub(super) fn address(id: &str) -> String {
    ["/avatars/", id].concat()
}

// lines: upload
/// The picture that is there, and an input for another.
#[component]
pub(super) fn AvatarField(save: ServerAction<SaveAccount>, avatar: Signal<Option<String>>) -> impl IntoView {
    let field = save.field(SaveAccount::avatar());
    let input = NodeRef::<html::Input>::new();
    // What was chosen while another was sent belongs to the next save.
    let (is_newer, set_newer) = signal(false);
    Effect::watch(move || save.pending(), move |_, _, _| set_newer.set(false), false);
    let save = save.on_success(move |()| {
        if let Some(input) = input.get_untracked().filter(|_| !is_newer.get_untracked()) {
            input.set_value("");
        }
    });
    view! {
        <label for=field.id()>"Avatar"</label>
        {move || {
            let id = avatar.get()?;
            Some(view! { <img class="avatar" src=address(&id) width="96" height="96" alt="Your avatar"/> })
        }}
        <p class="hint">"A PNG, JPEG, WebP or GIF picture of at most 2 MB."</p>
        <input {..field.input()} node_ref=input on:change=move |_| set_newer.set(untrack(|| save.pending()))/>
        <FieldError action=save name=SaveAccount::avatar()/>
    }
}

/// How far the upload is, and a way to stop it. What is sent in a moment shows nothing.
#[component]
pub(super) fn Sending(save: ServerAction<SaveAccount>, set_cancelled: WriteSignal<bool>) -> impl IntoView {
    let sending = Memo::new(move |_| save.progress().filter(|progress| progress.sent < progress.total));
    let is_sending = Memo::new(move |_| sending.get().is_some());
    // The button that stops it goes with it.
    Effect::watch(move || is_sending.get(), |_, _, _| focus::rescue(), false);
    let sent = move || sending.get().map(|progress| progress.sent.to_string());
    let total = move || sending.get().map(|progress| progress.total.to_string());
    let cancel = move |_| {
        set_cancelled.set(true);
        save.abort();
    };
    view! {
        <div class="sending">
            <Show when=move || is_sending.get()>
                <progress aria-label="Upload" value=sent max=total></progress>
                <button type="button" class="live" on:click=cancel>"Cancel upload"</button>
            </Show>
        </div>
    }
}
// lines: end
