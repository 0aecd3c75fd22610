//! The session cookie: a random token, of which the database knows a hash.
//!
//! 1. The first action of a visitor begins a session; looking around leaves no cookie.
//! 2. Signing up, in and out makes a new token, and the old one is nobody's from then on.
//! 3. An action that still brings an old token, because it was on its way meanwhile, is refused: a session of its own would
//!    take the place of the new one, and sign a member out.
//! 4. A token that is not in the database, or has ended there, is nobody's.
//! 5. Of several cookies of the name the first that is known counts; none is begun over one that cannot be read. Whoever signs
//!    in or out ends all sessions that their browser has sent: what is left of the others would be found by the next request.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use leptos_actions::{
    CallError, CallResult, Cookie, Internal, Reply, Scope, UnreadableCookie, server::cookie::time::Duration,
};
use sha2::{Digest, Sha256};

use crate::{
    account::MemberId,
    db::{self, Db},
};

/// Over https it has the prefix `__Host-`.
const COOKIE: &str = "bookshop";
/// The most values of the cookie that are looked for. No browser sends so many.
const MOST: usize = 20;
/// The database ends sessions earlier.
const YEAR: Duration = Duration::days(365);

/// A session that has not ended.
#[derive(Clone, Debug)]
pub struct Session {
    /// What the database knows it by.
    pub token: String,
    /// Whose it is; a visitor's without a name otherwise.
    pub member: Option<MemberId>,
}

impl Session {
    /// The session of whoever is calling.
    pub async fn find(scope: &Scope) -> CallResult<Option<Self>> {
        let database = database(scope)?;
        for token in sent(scope).iter().flatten() {
            if let Some(member) = db::sessions::find(&database, token).await? {
                let token = token.clone();
                return Ok(Some(Self { token, member }));
            }
        }
        Ok(None)
    }

    /// Begins a visitor's, unless the caller's own has just been replaced or cannot be read.
    pub async fn begin(scope: &Scope, reply: &Reply) -> CallResult<Self> {
        let database = database(scope)?;
        if scope.cookies(&scope.cookie_name(COOKIE)).len() > MOST {
            return Err(CallError::Malformed);
        }
        for token in sent(scope) {
            if db::sessions::is_over(&database, &token?).await? {
                return Err(CallError::Conflict);
            }
        }
        let (cookie, token) = new()?;
        db::sessions::begin(&database, &token).await?;
        set(scope, reply, cookie);
        Ok(Self { token, member: None })
    }

    /// Ends the caller's and begins another: the member's, or a visitor's without a name.
    pub async fn rotate(scope: &Scope, reply: &Reply, member: Option<MemberId>) -> CallResult<()> {
        let old = Self::find(scope).await?.map(|old| old.token);
        let others = sent(scope).into_iter().flatten();
        let others: Vec<String> = others.filter(|other| Some(other) != old.as_ref()).collect();
        let (cookie, token) = new()?;
        db::sessions::rotate(&database(scope)?, old.as_deref(), &others, &token, member).await?;
        set(scope, reply, cookie);
        Ok(())
    }
}

/// Returns the hashes of the cookies that came; an error for each that cannot be read.
fn sent(scope: &Scope) -> Vec<Result<String, UnreadableCookie>> {
    let cookies = scope.cookies(&scope.cookie_name(COOKIE)).into_iter().take(MOST);
    cookies.map(|cookie| cookie.map(|cookie| hash(&cookie))).collect()
}

fn database(scope: &Scope) -> Result<Db, Internal> {
    scope
        .state()
        .ok_or_else(|| Internal::new("the database was not provided"))
}

fn set(scope: &Scope, reply: &Reply, cookie: String) {
    reply.set_cookie(Cookie::build((scope.cookie_name(COOKIE), cookie)).max_age(YEAR));
}

/// A new cookie, and what the database knows it by.
fn new() -> Result<(String, String), getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    let cookie = URL_SAFE_NO_PAD.encode(bytes);
    let token = hash(&cookie);
    Ok((cookie, token))
}

fn hash(cookie: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(cookie))
}
