//! The name of an intent.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An idempotency key: what is asked for twice under one key is done once.
///
/// It belongs to the intent, not to the attempt: a rendered form has one, a click has one, and every retry of either
/// sends it again. As a header it is what the IETF draft [The Idempotency-Key HTTP Header
/// Field](https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/) says: a string of up to 255
/// visible characters, in quotes or not.
///
/// ```
/// use leptos_actions_core::IdempotencyKey;
///
/// let key = IdempotencyKey::parse("\"8e03978e-40d5-43e8-bc93-6894a57f9324\"").unwrap();
/// assert_eq!(key.as_str(), "8e03978e-40d5-43e8-bc93-6894a57f9324");
/// assert!(key.is_unguessable());
/// assert!(!IdempotencyKey::parse("order-1").unwrap().is_unguessable());
/// assert!(IdempotencyKey::parse("").is_none());
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(Box<str>);

/// The name of an intent that others may see: of the row it will create, and of the submission that stands for it.
///
/// It is the beginning of the intent's key, and tells nothing of the rest: what was answered under a key is found by
/// the whole key only. An intent keeps its name when a retry needs another key.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct IntentId(Box<str>);

/// The most characters of a key.
const MOST: usize = 255;
/// The hexadecimal digits of 128 bits: as many as nobody guesses.
const DIGITS: usize = 32;
/// The digits of a key of ours that name its intent; the rest is secret.
const PUBLIC: usize = 16;

impl IdempotencyKey {
    /// Reads a key: `None` for what is empty, too long, or holds more than visible ASCII characters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let quoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let text = quoted.unwrap_or(text);
        let is_key = (1..=MOST).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\');
        is_key.then(|| Self(text.into()))
    }

    /// A key from random bits: 64 that name the intent, and 128 that are secret.
    #[must_use]
    pub fn from_random(bytes: [u8; 24]) -> Self {
        let digits = bytes.into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let text: String = digits
            .map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)]))
            .collect();
        Self(text.into())
    }

    /// Another key for the same intent, with the secret of `fresh`: for a retry after the server's last word.
    #[must_use]
    pub fn renewed(&self, fresh: &Self) -> Self {
        let secret = fresh.0.get(PUBLIC..).unwrap_or_default();
        Self([&*self.intent().0, secret].concat().into())
    }

    /// What it is called where others may see it.
    #[must_use]
    pub fn intent(&self) -> IntentId {
        IntentId(self.0.get(..PUBLIC).unwrap_or(&self.0).into())
    }

    /// A new one; none where there is no entropy, because two people must never have the same.
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    #[must_use]
    pub fn random() -> Option<Self> {
        let mut bytes = [0; 24];
        getrandom::fill(&mut bytes).ok()?;
        Some(Self::from_random(bytes))
    }

    /// Whether it has the form of 128 bits or more: at least 32 hexadecimal digits, as in a UUID. A person cannot be
    /// told from another by a key like `1`; by these they can.
    #[must_use]
    pub fn is_unguessable(&self) -> bool {
        let digits = self.0.bytes().filter(u8::is_ascii_hexdigit).count();
        let others = self.0.bytes().filter(|byte| !byte.is_ascii_hexdigit());
        digits >= DIGITS && others.count() <= 4 && self.0.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
    }

    /// The key itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for IdempotencyKey {
    /// Whoever knows a form's key may see what became of it, so it is in no log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdempotencyKey(..)")
    }
}

impl IntentId {
    /// A name that only this page knows, for where there is no entropy for a key.
    #[must_use]
    pub fn local(number: u64) -> Self {
        Self(["local-", &number.to_string()].concat().into())
    }

    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for IntentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("IntentId").field(&self.0).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_visible_characters_make_a_key() {
        for text in ["", "\"\"", "a b", "a\nb", "ž", "\"a", "a\\b"] {
            assert!(IdempotencyKey::parse(text).is_none(), "{text:?}");
        }
        assert!(IdempotencyKey::parse(&"a".repeat(MOST)).is_some());
        assert!(IdempotencyKey::parse(&"a".repeat(MOST + 1)).is_none());
    }

    #[test]
    fn a_random_key_is_read_as_it_is_written_and_cannot_be_guessed() {
        let key = IdempotencyKey::from_random([0xa5; 24]);
        assert_eq!(key.as_str(), "a5".repeat(24));
        assert!(key.is_unguessable());
        assert_eq!(IdempotencyKey::parse(key.as_str()), Some(key));
        let guessed = |text: &str| !IdempotencyKey::parse(text).unwrap().is_unguessable();
        assert!(guessed("1") && guessed(&"a".repeat(31)) && guessed(&"g".repeat(32)));
    }

    #[test]
    fn an_intent_keeps_its_name_under_another_key_and_the_name_is_no_key() {
        let (key, fresh) = (
            IdempotencyKey::from_random([1; 24]),
            IdempotencyKey::from_random([2; 24]),
        );
        let renewed = key.renewed(&fresh);
        assert_eq!(renewed.intent(), key.intent());
        assert_ne!(renewed, key);
        assert!(renewed.is_unguessable());
        assert!(!IdempotencyKey::parse(key.intent().as_str()).unwrap().is_unguessable());
    }
}
