//! Changing one's account.

use leptos::prelude::*;
use leptos_actions::{ServerAction, prelude::*};

use super::{Account, LONGEST_BIO, LONGEST_NAME, MemberId};

#[cfg(not(target_arch = "wasm32"))]
use super::{Member, trimmed};
#[cfg(not(target_arch = "wasm32"))]
use crate::db::{self, Db};

/// Saves what a member says about themselves. `of` is whom the form was made for: somebody else may have signed in since.
#[action]
pub async fn save_account(
    #[caller] member: Member,
    of: Option<MemberId>,
    #[form(length = 1..=LONGEST_NAME)] name: String,
    #[form(length = 0..=LONGEST_BIO)] bio: String,
    #[extract] State(db): State<Db>,
) -> CallResult<()> {
    if of.is_some_and(|of| of != member.id) {
        return Err(CallError::Conflict);
    }
    Ok(db::members::save(&db, member.id, trimmed(&name)?, &bio).await?)
}

/// The account, to be changed. Without one it shows what was typed.
#[component]
pub(super) fn AccountForm(save: ServerAction<SaveAccount>, account: Memo<Option<Account>>) -> impl IntoView {
    let known = move || account.get().unwrap_or_default();
    let bio = Signal::derive(move || save.kept_or("bio", known().bio));
    let is_done = move || save.value().is_some_and(|value| value.is_ok());
    view! {
        <ServerForm action=save reset=Reset::Never attr:class="stacked">
            <FormError action=save/>
            <SignInAgain save/>
            <input type="hidden" name="of" value=move || save.kept_or("of", known().id)/>
            <label for="name">"Name"</label>
            <input
                id="name"
                name="name"
                required
                autocomplete="name"
                value=move || save.kept_or("name", known().name)
                aria-invalid=move || save.aria_invalid("name")
                aria-describedby=save.error_id("name")
            />
            <FieldError action=save name="name"/>
            <label for="bio">"Bio"</label>
            <TextArea
                value=bio
                attr:id="bio"
                attr:name="bio"
                attr:rows="6"
                attr:aria-invalid=move || save.aria_invalid("bio")
                attr:aria-describedby=save.error_id("bio")
            />
            <FieldError action=save name="bio"/>
            <button class="primary">"Save"</button>
            <p class="done" role="status">{move || is_done().then_some("Saved.")}</p>
        </ServerForm>
    }
}

/// What to do when the session has ended meanwhile. In a tab of its own, so that what was typed stays.
#[component]
fn SignInAgain(save: ServerAction<SaveAccount>) -> impl IntoView {
    let has_ended = Memo::new(move |_| matches!(save.error(), Some(CallError::Unauthenticated)));
    view! {
        <Show when=move || has_ended.get()>
            <p class="again">
                <a href="/sign-in?back=%2Faccount" target="_blank" rel="noopener">"Sign in"</a>
                " in a new tab, then come back and save again. What you typed stays here."
            </p>
        </Show>
    }
}
