//! The calls that the pipeline is tried with.

use leptos_actions::{Axum, Principal, prelude::*};
use serde::{Deserialize, Serialize};

use crate::support::Ran;

/// Whoever the header `x-member` names.
#[derive(Clone, Debug)]
pub struct Member(pub String);

impl Caller for Member {
    async fn identify(scope: &Scope) -> CallResult<Self> {
        let headers = scope.headers();
        let name = headers.get("x-member").ok_or(CallError::Unauthenticated)?.to_str()?;
        match name {
            "banned" => Err(CallError::Forbidden),
            "broken" => Err(std::io::Error::other("the session store is gone"))?,
            "panics" => panic!("identify lost its head"),
            "waits" => std::future::pending().await,
            _ => Ok(Self(name.to_owned())),
        }
    }

    fn principal(&self) -> Principal {
        Principal::new("member", &self.0)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error, PublicError)]
pub enum ShopError {
    #[error("sold out")]
    #[public(message = "This book is sold out.")]
    SoldOut,
    #[error("only {left} left")]
    #[public(status = 422, message = "Only {left} are left.")]
    TooMany { left: u32 },
}

/// Says what it was told.
#[action(public)]
pub async fn touch(text: String, #[extract] State(ran): State<Ran>) -> CallResult<String> {
    ran.once_more();
    Ok(text)
}

#[query(public)]
pub async fn peek(number: u32, #[extract] State(ran): State<Ran>) -> CallResult<u32> {
    ran.once_more();
    Ok(number)
}

#[action(public)]
pub async fn ping(#[extract] State(ran): State<Ran>) -> CallResult<()> {
    ran.once_more();
    Ok(())
}

#[action(public, limit = "32 B")]
pub async fn whisper(text: String, #[extract] State(ran): State<Ran>) -> CallResult<usize> {
    ran.once_more();
    Ok(text.len())
}

#[action]
pub async fn members_touch(
    #[caller] member: Member,
    text: String,
    #[extract] State(ran): State<Ran>,
) -> CallResult<String> {
    ran.once_more();
    Ok(format!("{text} by {}", member.0))
}

#[query]
pub async fn members_peek(#[caller] member: Member) -> CallResult<String> {
    Ok(member.0)
}

#[action(public)]
pub async fn buy(
    #[form(range = 1..=9)] copies: u32,
    #[form(length = 1..=20)] title: String,
    #[extract] State(ran): State<Ran>,
) -> CallResult<u32, ShopError> {
    ran.once_more();
    match title.as_str() {
        "rare" => Err(ShopError::SoldOut)?,
        "scarce" => Err(ShopError::TooMany { left: 1 })?,
        "unpriced" => Ok("free".parse::<u32>()?),
        "cursed" => panic!("the shelf fell over"),
        _ => Ok(copies),
    }
}

/// An extractor that fails in the way that its header says.
pub struct Lamp;

impl<K> leptos_actions::Extract<K> for Lamp {
    async fn extract(scope: &Scope) -> CallResult<Self> {
        match scope.headers().get("x-lamp").map(|value| value.as_bytes()) {
            Some(b"panics") => panic!("the lamp burst"),
            Some(b"dark") => Err(std::io::Error::other("no oil"))?,
            Some(b"hidden") => Err(CallError::NotFound),
            _ => Ok(Self),
        }
    }
}

#[action(public)]
pub async fn lit(#[extract] _: Lamp, #[extract] State(ran): State<Ran>) -> CallResult<()> {
    ran.once_more();
    Ok(())
}

/// Takes an axum extractor, which needs a query parameter `page`.
#[derive(Deserialize)]
pub struct Place {
    page: u32,
}

#[query(public)]
pub async fn paged(
    #[extract] Axum(axum::extract::Query(Place { page })): Axum<axum::extract::Query<Place>>,
) -> CallResult<u32> {
    Ok(page)
}

#[action(public)]
pub async fn never_done() -> CallResult<()> {
    std::future::pending().await
}

#[query(public, timeout = "20s")]
pub async fn never_read() -> CallResult<()> {
    std::future::pending().await
}

/// Somebody who is found by making a call.
pub struct Registered(String);

impl Caller for Registered {
    async fn identify(_: &Scope) -> CallResult<Self> {
        members_peek().await.map(Self)
    }

    fn principal(&self) -> Principal {
        Principal::new("registered", &self.0)
    }
}

#[query]
pub async fn registered_peek(#[caller] registered: Registered) -> CallResult<String> {
    Ok(registered.0)
}

/// Catches what another call fails with.
#[action(public)]
pub async fn try_to_buy(title: String) -> CallResult<String> {
    Ok(match buy(1, title).await {
        Ok(copies) => format!("{copies} bought"),
        Err(CallError::App(ShopError::SoldOut)) => "sold out".to_owned(),
        Err(CallError::Invalid(fields)) => fields.iter().map(|(name, _)| name).collect(),
        Err(CallError::Internal(internal)) => format!("reference {}", internal.digest()),
        Err(error) => error.code().to_owned(),
    })
}
