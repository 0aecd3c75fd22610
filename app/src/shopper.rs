//! Who shops: a member, or a visitor without a name.

use leptos_actions::{CallResult, Caller, Principal, Scope};

use crate::{account::MemberId, session::Session};

/// Whoever has a cart. The first action of a visitor begins a session; a query before that sees an empty visitor.
#[derive(Clone, Debug)]
pub struct Shopper {
    /// Whose cart it is: a member's, or that of a session. Empty, and so never found, before there is one.
    pub id: String,
    /// Who it is, after signing in.
    pub member: Option<MemberId>,
}

impl Shopper {
    /// A visitor without a name, known by their session.
    #[must_use]
    pub fn visitor(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            member: None,
        }
    }
}

impl From<MemberId> for Shopper {
    fn from(member: MemberId) -> Self {
        Self {
            id: member.cart(),
            member: Some(member),
        }
    }
}

impl Caller for Shopper {
    async fn identify(scope: &Scope) -> CallResult<Self> {
        let session = match (Session::find(scope).await?, scope.reply()) {
            (Some(session), _) => session,
            (None, Some(reply)) => Session::begin(scope, reply).await?,
            (None, None) => return Ok(Self::visitor("")),
        };
        Ok(match session.member {
            Some(member) => member.into(),
            None => Self::visitor(session.token),
        })
    }

    fn principal(&self) -> Principal {
        let kind = if self.member.is_some() { "member" } else { "shopper" };
        Principal::new(kind, &self.id)
    }
}
