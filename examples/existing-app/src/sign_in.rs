//! Signing in, over a session of tower-sessions.

use leptos::prelude::*;
use leptos_actions::prelude::*;
#[cfg(feature = "ssr")]
use {
    leptos_actions::{Axum, Principal},
    tower_sessions::Session,
};

#[cfg(feature = "ssr")]
const NAME: &str = "name";

/// Somebody who is signed in.
#[cfg(feature = "ssr")]
pub struct Member {
    name: String,
}

#[cfg(feature = "ssr")]
impl Caller for Member {
    async fn identify(scope: &Scope) -> CallResult<Self> {
        let session = scope.extension::<Session>().ok_or(CallError::Unauthenticated)?;
        let name = session.get(NAME).await?.ok_or(CallError::Unauthenticated)?;
        Ok(Self { name })
    }

    fn principal(&self) -> Principal {
        Principal::new("member", &self.name)
    }
}

/// The name of whoever asks.
#[query(public)]
pub async fn who_is_in(#[extract] Axum(session): Axum<Session>) -> CallResult<Option<String>> {
    Ok(session.get(NAME).await?)
}

/// What only members see.
#[query]
pub async fn get_secret(#[caller] member: Member) -> CallResult<String> {
    Ok(format!("{}'s secret", member.name))
}

/// Signs in, by name alone.
#[action(public)]
pub async fn sign_in(
    #[form(length = 1..=40)] name: String,
    #[extract] Axum(session): Axum<Session>,
    #[extract] reply: Reply,
) -> CallResult<()> {
    session.cycle_id().await?;
    session.insert(NAME, name).await?;
    Ok(reply.redirect("/account")?)
}

/// Signs out. With code that was written for a `#[server]` function.
#[action(public)]
pub async fn sign_out() -> CallResult<()> {
    let session: Session = leptos_axum::extract().await?;
    session.flush().await?;
    leptos_axum::redirect("/");
    Ok(())
}

/// The sign-in.
#[component]
pub fn SignInPage() -> impl IntoView {
    let sign_in = use_server_action::<SignIn>();
    view! {
        <h1>"Sign in"</h1>
        <ServerForm action=sign_in>
            <TextField action=sign_in field=SignIn::name() label="Name"/>
            <button>"Sign in"</button>
        </ServerForm>
    }
}

/// The page for members.
#[component]
pub fn Account() -> impl IntoView {
    let (secret, sign_out) = (use_server_query(|| GetSecret {}), use_server_action::<SignOut>());
    view! {
        <h1>"Account"</h1>
        <Suspense>
            <p id="secret">
                {move || Suspend::new(async move {
                    match secret.await {
                        Ok(secret) => secret,
                        Err(CallError::Unauthenticated) => "For members only.".to_owned(),
                        Err(error) => error.message().into_owned(),
                    }
                })}
            </p>
        </Suspense>
        <ServerForm action=sign_out>
            <button>"Sign out"</button>
        </ServerForm>
    }
}
