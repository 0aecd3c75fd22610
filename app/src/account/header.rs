//! Who is signed in, in the header of every page.

use leptos::prelude::*;

use super::{avatar, back, use_me};
use crate::{focus, list::forget_pending, pages};

/// A link to the sign-in; for a member their name, a link to their account, and a way out.
#[component]
pub fn WhoIsIn() -> impl IntoView {
    let me = use_me();
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                me.ready().await;
                view! { <Known/> }
            })}
        </Transition>
    }
}

/// Built once; what changes follows the query.
#[component]
fn Known() -> impl IntoView {
    let me = use_me();
    let known = Memo::new(move |_| me.get().and_then(Result::ok).flatten());
    let id = Memo::new(move |_| known.get().map(|me| me.id));
    let name = Memo::new(move |_| known.get().map(|me| me.name));
    let is_member = Memo::new(move |_| name.get().is_some());
    let face = Memo::new(move |_| known.get().and_then(|me| me.avatar));
    let sign_in = back::use_sign_in_link();
    Effect::watch(
        move || id.get(),
        move |_, before, _| {
            // The button to sign out goes with whoever pressed it.
            focus::rescue();
            if before.is_some_and(Option::is_some) {
                forget_pending();
            }
        },
        false,
    );
    move || {
        if is_member.get() {
            view! {
                {move || {
                    let id = face.get()?;
                    Some(view! { <img class="face" src=avatar::address(&id) width="32" height="32" alt=""/> })
                }}
                <span class="name" dir="auto">{move || name.get()}</span>
                <a href="/account">"Account"</a>
                {pages::sign_out()}
            }
            .into_any()
        } else {
            view! { <a href=move || sign_in.get()>"Sign in"</a> }.into_any()
        }
    }
}
