//! A member's own page.

use leptos::prelude::*;
use leptos_actions::{NoError, PageRedirect, ServerQuery, prelude::*};
use leptos_meta::Title;

use super::{
    Account, GetAccount, back,
    save::{AccountForm, SaveAccount},
};
use crate::failed::Failed;

#[component]
pub fn AccountPage() -> impl IntoView {
    let account = use_server_query(|| GetAccount {});
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                account.ready().await;
                view! { <Content account/> }
            })}
        </Transition>
    }
}

/// What there is to be shown.
#[derive(Clone, PartialEq)]
enum Shown {
    Form,
    SignIn,
    Failed(CallError<NoError>),
}

/// Built once; what changes follows the query.
#[component]
fn Content(account: ServerQuery<GetAccount>) -> impl IntoView {
    let save = use_server_action::<SaveAccount>();
    // Once known it stays: nobody loses what they typed because they were signed out elsewhere.
    let known = Memo::new(move |known: Option<&Option<Account>>| {
        let asked = account.get().and_then(Result::ok);
        asked.or_else(|| known.cloned().flatten())
    });
    let shown = Memo::new(move |_| match (known.get(), account.get()) {
        (None, Some(Err(CallError::Unauthenticated))) if save.error().is_none() => Shown::SignIn,
        (None, Some(Err(error))) if error != CallError::Unauthenticated => Shown::Failed(error),
        _ => Shown::Form,
    });
    // Somebody else may have signed in, here or in another tab: what was typed for one is not in the form of another.
    let whose = Memo::new(move |_| match known.get() {
        Some(account) => account.id.to_string(),
        None => untrack(|| save.kept_or("of", "")),
    });
    let sign_in = back::use_sign_in_link();
    move || match shown.get() {
        Shown::SignIn => view! { <PageRedirect to=sign_in.get_untracked()/> }.into_any(),
        Shown::Failed(error) => view! { <Failed error what="Your account" query=account/> }.into_any(),
        Shown::Form => view! {
            <Title text="Account"/>
            <h1>"Account"</h1>
            <PageError/>
            <p class="email">{move || known.get().map(|account| account.email)}</p>
            <For each=move || [whose.get()] key=Clone::clone let:_whose>
                <AccountForm save account=known/>
            </For>
        }
        .into_any(),
    }
}
