//! Members: signing up, in and out, and their own page.

mod avatar;
mod back;
mod header;
#[cfg(not(target_arch = "wasm32"))]
mod member;
mod page;
mod save;
mod sign_in;
mod sign_out;
mod sign_up;

use leptos::prelude::*;
use leptos_actions::{ServerQuery, prelude::*};
use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
use leptos_actions::FieldErrors;

#[cfg(not(target_arch = "wasm32"))]
use crate::{
    db::{self, Db},
    shopper::Shopper,
    text::can_be_seen,
};

pub(crate) use back::{SignInAgain, use_sign_in_link};
pub use header::WhoIsIn;
#[cfg(not(target_arch = "wasm32"))]
pub use member::Member;
pub use page::AccountPage;
pub use save::{SaveAccount, save_account};
pub use sign_in::{SignIn, SignInError, SignInPage, sign_in};
pub use sign_out::{SignOut, SignOutForm, SignOutLater, sign_out};
pub use sign_up::{SignUp, SignUpPage, sign_up};

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 80;
/// The longest text about oneself, in characters.
pub const LONGEST_BIO: usize = 1_000;
/// The shortest password, in characters.
pub const SHORTEST_PASSWORD: usize = 10;
/// The longest password, in characters.
pub const LONGEST_PASSWORD: usize = 128;

/// A member's number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::Type), sqlx(transparent))]
pub struct MemberId(pub i64);

impl MemberId {
    /// Whom a member's cart belongs to. No hash of a session has a colon.
    #[must_use]
    pub fn cart(self) -> String {
        format!("member:{}", self.0)
    }
}

impl std::fmt::Display for MemberId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What a member says about themselves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::FromRow))]
pub struct Account {
    pub id: MemberId,
    pub name: String,
    pub email: String,
    pub bio: String,
    /// The id of their picture.
    pub avatar: Option<String>,
}

/// A member as every page names them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::FromRow))]
pub struct Me {
    pub id: MemberId,
    pub name: String,
    /// The id of their picture.
    pub avatar: Option<String>,
}

/// Who is signed in; nobody, for a visitor.
#[query]
pub async fn get_me(#[caller] shopper: Shopper, #[extract] State(db): State<Db>) -> CallResult<Option<Me>> {
    let Some(member) = shopper.member else { return Ok(None) };
    Ok(db::members::me(&db, member).await?)
}

/// The caller's account.
#[query]
pub async fn get_account(#[caller] member: Member, #[extract] State(db): State<Db>) -> CallResult<Account> {
    db::members::account(&db, member.id).await?.or_not_found()
}

/// A name as it is shown. One of which nothing can be seen is none.
#[cfg(not(target_arch = "wasm32"))]
fn trimmed(name: &str) -> Result<&str, FieldErrors> {
    if can_be_seen(name) {
        Ok(name.trim())
    } else {
        Err(FieldErrors::one("name", "required"))
    }
}

/// Asks once for the whole page who is signed in.
pub fn provide_me() {
    // A tab without the channel between tabs learns of a sign-out when somebody comes back to it.
    provide_context::<ServerQuery<GetMe>>(use_server_query(|| GetMe {}).refetch_on_focus());
}

/// The member who is signed in or was the last to be: what is typed, posted or failed belongs to one of them, and is there
/// when they come back.
#[must_use]
pub(crate) fn use_last_member() -> Memo<Option<MemberId>> {
    let me = use_me();
    Memo::new(move |before: Option<&Option<MemberId>>| {
        let now = me.get().and_then(Result::ok).flatten().map(|me| me.id);
        now.or_else(|| before.copied().flatten())
    })
}

#[must_use]
pub(crate) fn use_me() -> ServerQuery<GetMe> {
    expect_context()
}
