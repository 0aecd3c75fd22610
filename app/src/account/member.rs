//! Who may call what is for members.

use leptos_actions::{CallError, CallResult, Caller, Principal, Scope};

use super::MemberId;
use crate::session::Session;

/// Somebody who has signed in.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    pub id: MemberId,
}

impl Caller for Member {
    async fn identify(scope: &Scope) -> CallResult<Self> {
        let session = Session::find(scope).await?;
        let id = session.and_then(|session| session.member);
        Ok(Self {
            id: id.ok_or(CallError::Unauthenticated)?,
        })
    }

    fn principal(&self) -> Principal {
        Principal::new("member", self.id.cart())
    }
}
