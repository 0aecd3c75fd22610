//! Changing one's account.

use leptos::prelude::*;
use leptos_actions::{ServerAction, prelude::*};

use super::{
    Account, LONGEST_BIO, LONGEST_NAME, MemberId, SignInAgain,
    avatar::{AvatarField, Sending},
};

#[cfg(not(target_arch = "wasm32"))]
use super::{Member, avatar, trimmed};
#[cfg(not(target_arch = "wasm32"))]
use crate::db::{self, Db};
#[cfg(not(target_arch = "wasm32"))]
use leptos_actions::FileStore;

// lines: upload
/// Saves what a member says about themselves. `of` is whom the form was made for: somebody else may have signed in since.
#[action]
pub async fn save_account(
    #[caller] member: Member,
    of: Option<MemberId>,
    #[form(length = 1..=LONGEST_NAME, autocomplete = "name")] name: String,
    #[form(length = 0..=LONGEST_BIO)] bio: String,
    #[form(max_size = "2 MB", types = ["image/png", "image/jpeg", "image/webp", "image/gif"])] avatar: Option<Upload>,
    #[extract] State(db): State<Db>,
    #[extract] State(files): State<FileStore>,
    #[extract] reply: Reply,
) -> CallResult<()> {
    if of.is_some_and(|of| of != member.id) {
        return Err(CallError::Conflict);
    }
    let name = trimmed(&name)?;
    let new = match &avatar {
        Some(avatar) => Some(avatar::keep(&files, avatar).await?),
        None => None,
    };
    // The old picture goes when nothing names it any more, and the new one if nothing ever will.
    match db::members::save(&db, member.id, name, &bio, new.as_ref()).await {
        Ok(Some(old)) => reply.after(avatar::remove(files, old)),
        Ok(None) => {}
        Err(error) => {
            if let Some(new) = new {
                avatar::remove(files, new).await;
            }
            return Err(error.into());
        }
    }
    Ok(())
}

/// The account, to be changed. Without one it shows what was typed.
#[component]
pub(super) fn AccountForm(save: ServerAction<SaveAccount>, account: Memo<Option<Account>>) -> impl IntoView {
    let known = move || account.get().unwrap_or_default();
    let [name, bio] = [save.field(SaveAccount::name()), save.field(SaveAccount::bio())];
    let avatar = Signal::derive(move || known().avatar);
    let (is_cancelled, set_cancelled) = signal(false);
    let told = move || match save.value() {
        _ if save.pending() => None,
        _ if is_cancelled.get() => Some("The upload was cancelled. Nothing was saved."),
        Some(Ok(())) => Some("Saved."),
        _ => None,
    };
    view! {
        <ServerForm
            action=save
            reset=Reset::Never
            attr:class="stacked"
            on:submit=move |_| set_cancelled.set(false)
        >
            <FormError action=save/>
            <SignInAgain action=save/>
            <input type="hidden" name="of" value=move || save.kept_or("of", known().id)/>
            <label for=name.id()>"Name"</label>
            <input {..name.input().value_with(move || known().name)}/>
            <FieldError action=save name=SaveAccount::name()/>
            <label for=bio.id()>"Bio"</label>
            <textarea {..bio.text_area().value_with(move || known().bio)} rows="6"></textarea>
            <FieldError action=save name=SaveAccount::bio()/>
            <AvatarField save avatar/>
            <button class="primary">"Save"</button>
            <Sending save set_cancelled/>
            <p class="done" role="status">{told}</p>
        </ServerForm>
    }
}
// lines: end
