//! Calls that fail with texts that nobody outside may see. Every such text holds the word `CANARY`.

use std::{error::Error, fmt, io};

use leptos_actions::{Extract, Principal, Secret, prelude::*};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

/// What can go wrong in a body, and what the server's log must say then.
pub const BROKEN: [(&str, &str); 5] = [
    ("driver", "CANARY-driver at db.internal: CANARY-source"),
    ("io", "CANARY-io"),
    ("boxed", "CANARY-boxed"),
    ("panic", "CANARY-panic"),
    ("formatted panic", "CANARY-formatted-panic"),
];
pub const EXTRACTOR: &str = "CANARY-extractor";
pub const IDENTIFY: &str = "CANARY-identify";
pub const DECODE: &str = "CANARY-decode";
pub const ENCODE: &str = "CANARY-encode";
pub const DISPLAY: &str = "CANARY-display";
pub const RENDER: &str = "CANARY-render";

#[derive(Debug)]
struct DriverError(io::Error);

impl fmt::Display for DriverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CANARY-driver at db.internal")
    }
}

impl Error for DriverError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

/// An error that callers may see, with a text that they may not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error, PublicError)]
pub enum SpillError {
    #[error("CANARY-display")]
    #[public(message = "The glass is full.")]
    Full,
}

fn spilled(how: &str) -> CallResult<(), SpillError> {
    match how {
        "driver" => Err(DriverError(io::Error::other("CANARY-source")))?,
        "io" => Err(io::Error::other("CANARY-io"))?,
        "boxed" => Err(Box::<dyn Error + Send + Sync>::from("CANARY-boxed")).internal()?,
        "panic" => panic!("CANARY-panic"),
        "formatted panic" => panic!("CANARY-{}", how.replace(' ', "-")),
        "full" => Err(SpillError::Full)?,
        _ => Ok(()),
    }
}

#[action(public)]
pub async fn spill(how: String) -> CallResult<(), SpillError> {
    spilled(&how)
}

#[query(public)]
pub async fn read_spill(how: String) -> CallResult<(), SpillError> {
    tokio::task::yield_now().await;
    spilled(&how)
}

pub struct Leaky;

impl<K> Extract<K> for Leaky {
    async fn extract(_: &Scope) -> CallResult<Self> {
        Err(io::Error::other(EXTRACTOR))?
    }
}

#[action(public)]
pub async fn spill_by_extractor(how: String, #[extract] _: Leaky) -> CallResult<()> {
    drop(how);
    Ok(())
}

pub struct Nosy;

impl Caller for Nosy {
    async fn identify(_: &Scope) -> CallResult<Self> {
        Err(io::Error::other(IDENTIFY))?
    }

    fn principal(&self) -> Principal {
        Principal::public()
    }
}

#[action]
pub async fn spill_by_caller(how: String, #[caller] _: Nosy) -> CallResult<()> {
    drop(how);
    Ok(())
}

/// A type whose own words about bad input are nobody's business.
#[derive(Clone, Serialize)]
pub struct Picky(String);

impl<'de> Deserialize<'de> for Picky {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?;
        Err(de::Error::custom(DECODE))
    }
}

/// A value that cannot be written.
#[derive(Clone, Deserialize)]
pub struct Unwritable;

impl Serialize for Unwritable {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(ser::Error::custom(ENCODE))
    }
}

/// Takes what no page may show.
#[action(public, limit = "1 KiB")]
pub async fn sign_in(
    #[form(length = 1..=40)] how: String,
    #[form(length = 8..)] password: Secret<String>,
    #[form(same_as = password)] repeated: Secret<String>,
    spare: Vec<Secret<String>>,
    attempts: u8,
) -> CallResult<(), SpillError> {
    drop((password, repeated, spare, attempts));
    match &*how {
        "forbidden" => Err(CallError::Forbidden),
        "limited" => Err(CallError::RateLimited {
            retry_after: std::time::Duration::from_secs(1),
        }),
        "refused" => Err(SignIn::password().refuse("weak"))?,
        how => spilled(how),
    }
}

/// Nobody is let in.
pub struct Nobody;

impl Caller for Nobody {
    async fn identify(_: &Scope) -> CallResult<Self> {
        Err(CallError::Unauthenticated)
    }

    fn principal(&self) -> Principal {
        Principal::public()
    }
}

#[derive(Clone, Serialize, Deserialize, Form)]
pub struct Credentials {
    pub how: String,
    pub password: Option<Secret<String>>,
}

#[action]
pub async fn sign_in_again(#[caller] _: Nobody, #[form] input: Credentials) -> CallResult<()> {
    drop(input);
    Ok(())
}

#[action(public)]
pub async fn spill_by_answering(how: String) -> CallResult<Unwritable> {
    drop(how);
    Ok(Unwritable)
}

#[action(public)]
pub async fn spill_by_decoding(how: Picky) -> CallResult<()> {
    drop(how);
    Ok(())
}
