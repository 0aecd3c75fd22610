//! Signing out.

use leptos::prelude::*;
use leptos_actions::prelude::*;

#[cfg(not(target_arch = "wasm32"))]
use crate::session::Session;

/// Signs whoever calls out and leads to the start. Of a visitor nothing is changed.
#[action(public)]
pub async fn sign_out(#[extract] reply: Reply, #[extract] scope: Scope) -> CallResult<()> {
    let session = Session::find(&scope).await?;
    if session.is_some_and(|session| session.member.is_some()) {
        Session::rotate(&scope, &reply, None).await?;
    }
    Ok(reply.redirect("/")?)
}

#[component]
pub fn SignOutForm() -> impl IntoView {
    let sign_out = use_server_action::<SignOut>();
    view! {
        <ServerForm action=sign_out>
            <button class="quiet">"Sign out"</button>
        </ServerForm>
    }
}

/// Stands for the form where its code could not be loaded: the browser loads the page, whose form works without.
#[component]
pub fn SignOutLater() -> impl IntoView {
    view! { <a href="/account" rel="external">"Sign out"</a> }
}
