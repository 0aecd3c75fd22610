//! Signing in.

use leptos::prelude::*;
use leptos_actions::{Secret, prelude::*};
use leptos_meta::Title;
use serde::{Deserialize, Serialize};

use super::{LONGEST_PASSWORD, back};

#[cfg(not(target_arch = "wasm32"))]
use crate::{
    db::{self, Db},
    password::Passwords,
    session::Session,
};

/// Why somebody cannot sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, PublicError)]
pub enum SignInError {
    /// Which of the two is nobody's business.
    #[error("the address or the password is wrong")]
    #[public(status = 401, message = "The email address or the password is wrong.")]
    Wrong,
}

/// Signs a member in and leads back to where they were.
#[action(public)]
pub async fn sign_in(
    #[form(length = 1..=254, email)] email: String,
    #[form(length = 1..=LONGEST_PASSWORD)] password: Secret<String>,
    back: Option<String>,
    #[extract] State(db): State<Db>,
    #[extract] State(passwords): State<Passwords>,
    #[extract] reply: Reply,
    #[extract] scope: Scope,
) -> CallResult<(), SignInError> {
    let (id, hash) = db::members::by_email(&db, &email).await?.unzip();
    let is_right = passwords.verify(password, hash).await?;
    let member = id.filter(|_| is_right).ok_or(SignInError::Wrong)?;
    Session::rotate(&scope, &reply, Some(member)).await?;
    Ok(reply.redirect(back::checked(&back.unwrap_or_default()))?)
}

#[component]
pub fn SignInPage() -> impl IntoView {
    let sign_in = use_server_action::<SignIn>();
    let back = back::use_back();
    view! {
        <Title text="Sign in"/>
        <h1>"Sign in"</h1>
        <PageError/>
        <ServerForm action=sign_in reset=Reset::Never attr:class="stacked">
            <FormError action=sign_in/>
            <input type="hidden" name="back" value=move || back.get()/>
            <label for="email">"Email"</label>
            <input
                id="email"
                type="email"
                name="email"
                required
                autocomplete="username"
                value=move || sign_in.kept_or("email", "")
                aria-invalid=move || sign_in.aria_invalid("email")
                aria-describedby=sign_in.error_id("email")
            />
            <FieldError action=sign_in name="email"/>
            <label for="password">"Password"</label>
            // Without a value: a password is never written into a page.
            <input
                id="password"
                type="password"
                name="password"
                required
                autocomplete="current-password"
                aria-invalid=move || sign_in.aria_invalid("password")
                aria-describedby=sign_in.error_id("password")
            />
            <FieldError action=sign_in name="password"/>
            <button class="primary">"Sign in"</button>
        </ServerForm>
        <p class="other">
            "New here? " <a href=move || back::link("/sign-up", &back.get())>"Create an account"</a>
        </p>
    }
}
