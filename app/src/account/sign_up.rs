//! Becoming a member.

use leptos::prelude::*;
use leptos_actions::{Secret, ServerAction, prelude::*};
use leptos_meta::Title;

use super::{LONGEST_NAME, LONGEST_PASSWORD, SHORTEST_PASSWORD, back};

#[cfg(not(target_arch = "wasm32"))]
use super::trimmed;
#[cfg(not(target_arch = "wasm32"))]
use crate::{
    db::{self, Db},
    password::Passwords,
    session::Session,
};
#[cfg(not(target_arch = "wasm32"))]
use leptos_actions::FieldIssue;

// No field has a `maxlength`: a browser cuts what is pasted without a word, and counts otherwise than the server.

/// Makes an account, signs its member in, and leads back to where they were.
#[action(public)]
pub async fn sign_up(
    #[form(length = 1..=LONGEST_NAME)] name: String,
    #[form(length = 1..=254, email)] email: String,
    #[form(length = SHORTEST_PASSWORD..=LONGEST_PASSWORD)] password: Secret<String>,
    back: Option<String>,
    #[extract] State(db): State<Db>,
    #[extract] State(passwords): State<Passwords>,
    #[extract] reply: Reply,
    #[extract] scope: Scope,
) -> CallResult<()> {
    let name = trimmed(&name)?;
    let hash = passwords.hash(password).await?;
    let Some(member) = db::members::add(&db, name, &email, &hash).await? else {
        let taken = FieldIssue::new("taken").with("message", "There is an account with this email address already.");
        return Err(SignUp::email().refuse(taken).into());
    };
    Session::rotate(&scope, &reply, Some(member)).await?;
    Ok(reply.redirect(back::checked(&back.unwrap_or_default()))?)
}

#[component]
pub fn SignUpPage() -> impl IntoView {
    let sign_up = use_server_action::<SignUp>();
    let back = back::use_back();
    view! {
        <Title text="Create an account"/>
        <h1>"Create an account"</h1>
        <PageError/>
        <ServerForm action=sign_up reset=Reset::Never attr:class="stacked">
            <FormError action=sign_up/>
            <input type="hidden" name="back" value=move || back.get()/>
            <label for="name">"Name"</label>
            <input
                id="name"
                name="name"
                required
                autocomplete="name"
                value=move || sign_up.kept_or("name", "")
                aria-invalid=move || sign_up.aria_invalid("name")
                aria-describedby=sign_up.error_id("name")
            />
            <FieldError action=sign_up name="name"/>
            <label for="email">"Email"</label>
            <input
                id="email"
                type="email"
                name="email"
                required
                autocomplete="username"
                value=move || sign_up.kept_or("email", "")
                aria-invalid=move || sign_up.aria_invalid("email")
                aria-describedby=sign_up.error_id("email")
            />
            <FieldError action=sign_up name="email"/>
            <NewPassword sign_up/>
            <button class="primary">"Create account"</button>
        </ServerForm>
        <p class="other">
            "Are you a member? " <a href=move || back::link("/sign-in", &back.get())>"Sign in"</a>
        </p>
    }
}

/// Without a value: a password is never written into a page.
#[component]
fn NewPassword(sign_up: ServerAction<SignUp>) -> impl IntoView {
    let described = ["password-hint ", &sign_up.error_id("password")].concat();
    view! {
        <label for="password">"Password"</label>
        <input
            id="password"
            type="password"
            name="password"
            required
            autocomplete="new-password"
            aria-invalid=move || sign_up.aria_invalid("password")
            aria-describedby=described
        />
        <p id="password-hint" class="hint">"At least 10 characters. Any sentence will do."</p>
        <FieldError action=sign_up name="password"/>
    }
}
