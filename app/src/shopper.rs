//! Who shops: an anonymous visitor, known by a session cookie.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use leptos_actions::{CallResult, Caller, Cookie, Principal, Scope};
use sha2::{Digest, Sha256};

const COOKIE: &str = "session";
const YEAR_IN_SECONDS: i64 = 365 * 24 * 60 * 60;

/// A visitor with a session. The first action begins one; a query before that sees an empty visitor.
#[derive(Clone, Debug)]
pub struct Shopper {
    /// What the database knows the visitor by. Empty, and so never found, before there is a session.
    pub id: String,
}

impl Caller for Shopper {
    async fn identify(scope: &Scope) -> CallResult<Self> {
        let session = scope.cookie(COOKIE).filter(|session| session.len() == 43);
        let id = match (session, scope.reply()) {
            (Some(session), _) => hash(&session),
            (None, None) => String::new(),
            (None, Some(reply)) => {
                let session = new_session()?;
                let cookie = Cookie::build((COOKIE, session.clone()));
                reply.set_cookie(
                    cookie.max_age(leptos_actions::server::cookie::time::Duration::seconds(YEAR_IN_SECONDS)),
                );
                hash(&session)
            }
        };
        Ok(Self { id })
    }

    fn principal(&self) -> Principal {
        Principal::new("shopper", &self.id)
    }
}

fn new_session() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

fn hash(session: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(session))
}
