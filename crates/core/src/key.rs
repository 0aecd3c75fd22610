//! The name of an intent.

use std::fmt;

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

/// The most characters of a key.
const MOST: usize = 255;
/// The hexadecimal digits of 128 bits.
const DIGITS: usize = 32;

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

    /// A key from 128 random bits.
    #[must_use]
    pub fn from_random(bytes: [u8; 16]) -> Self {
        let digits = bytes.into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let text: String = digits
            .map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)]))
            .collect();
        Self(text.into())
    }

    /// A new one; none where there is no entropy, because two people must never have the same.
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    #[must_use]
    pub fn random() -> Option<Self> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).ok()?;
        Some(Self::from_random(bytes))
    }

    /// Whether it has the form of 128 bits: 32 hexadecimal digits, as in a UUID. A person cannot be told from another
    /// by a key like `1`; by these they can.
    #[must_use]
    pub fn is_unguessable(&self) -> bool {
        let digits = self.0.bytes().filter(u8::is_ascii_hexdigit).count();
        let others = self.0.bytes().filter(|byte| !byte.is_ascii_hexdigit());
        digits == DIGITS && others.count() <= 4 && self.0.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
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
        let key = IdempotencyKey::from_random([0xa5; 16]);
        assert_eq!(key.as_str(), "a5".repeat(16));
        assert!(key.is_unguessable());
        assert_eq!(IdempotencyKey::parse(key.as_str()), Some(key));
        let guessed = |text: &str| !IdempotencyKey::parse(text).unwrap().is_unguessable();
        assert!(guessed("1") && guessed(&"a".repeat(31)) && guessed(&"a".repeat(33)) && guessed(&"g".repeat(32)));
    }
}
