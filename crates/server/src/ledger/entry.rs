//! Who asked for what under which key.

use std::hash::{Hash, Hasher};

use leptos_actions_core::{CallError, CallResult, FieldErrors, FormValues, IdempotencyKey, Meta, wire};
use sha2::{Digest, Sha256};

use crate::{caller::Principal, clock::IntentHash, pipeline::Arguments};

/// What an entry is found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryId(pub [u8; 32]);

impl Hash for EntryId {
    /// Hashes a quarter of it, which is a hash already. The table's own hash is still needed: with none, or with one that
    /// only mixes in a seed, keys could be tried out until their entries meet in one place of the table.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let [start, ..] = self.0.as_chunks::<8>().0 else { return };
        state.write_u64(u64::from_ne_bytes(*start));
    }
}

/// What an entry is compared by: hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// Who asked.
    pub owner: [u8; 32],
    /// With which arguments.
    pub arguments: [u8; 32],
}

impl Entry {
    /// From its two hashes, as a store has kept them.
    #[must_use]
    pub const fn new(owner: [u8; 32], arguments: [u8; 32]) -> Self {
        Self { owner, arguments }
    }
}

/// One attempt to carry out an intent.
pub(crate) struct Claim {
    pub(crate) entry: Entry,
    pub(crate) call: &'static str,
    pub(crate) instance: String,
    /// Where it is to stand.
    pub(crate) id: EntryId,
    /// Where it stands if the caller was new when they first asked.
    pub(crate) begun: Option<EntryId>,
    /// Whether nothing but the key tells who it is.
    pub(crate) is_new: bool,
    /// What the process knows the intent by.
    pub(crate) intent: IntentHash,
}

impl Claim {
    /// `is_new` is somebody whose session this very request began, or who has none.
    pub(crate) fn new(
        meta: &'static Meta,
        key: &Key,
        principal: &Principal,
        is_new: bool,
        arguments: &Arguments,
    ) -> CallResult<Self> {
        let owner = principal.owner();
        let (arguments, instance) = match arguments {
            Arguments::Cbor(bytes) | Arguments::Json(bytes) => (hash([&**bytes]), String::new()),
            Arguments::Form(values) => {
                let instance = values.get(wire::INSTANCE_FIELD).unwrap_or_default();
                (of_form(values), instance.to_owned())
            }
        };
        // A form with other values is another intent; a header with other arguments is a mistake.
        let covered: &[u8] = if key.is_forms { &arguments } else { &[] };
        let name = [meta.name.as_bytes(), key.text.as_str().as_bytes(), covered];
        let begun = key.text.is_unguessable().then(|| EntryId(hash(name)));
        let (id, begun) = match begun {
            Some(begun) if is_new => (begun, None),
            // It cannot tell people apart, and nothing else does.
            None if is_new => return Err(CallError::Invalid(FieldErrors::whole("key_guessable"))),
            begun => (EntryId(hash([name[0], name[1], name[2], &owner])), begun),
        };
        Ok(Self {
            entry: Entry { owner, arguments },
            call: meta.name,
            instance,
            id,
            begun,
            is_new,
            intent: intent_hash(&key.text, principal),
        })
    }
}

/// What the process knows an intent by: its key and whose it is. A key of 128 bits is one page's, and that page asks as
/// whoever the caller of each call is: as a member, and as everybody. So it stands for itself.
pub(crate) fn intent_hash(key: &IdempotencyKey, principal: &Principal) -> IntentHash {
    let text = key.as_str().as_bytes();
    if key.is_unguessable() {
        hash([text])
    } else {
        hash([text, &principal.owner()])
    }
}

/// A key, and whether it came in a form.
pub(crate) struct Key {
    pub(crate) text: IdempotencyKey,
    pub(crate) is_forms: bool,
}

fn of_form(values: &FormValues) -> [u8; 32] {
    let sizes: Vec<[u8; 8]> = values.files().map(|(_, file)| file.size().to_le_bytes()).collect();
    let mut parts: Vec<&[u8]> = Vec::new();
    // That somebody was asked makes it no other intent.
    let is_own = |name: &str| name == wire::KEY_FIELD || name == wire::CONFIRM_FIELD;
    for (name, value) in values.pairs().filter(|(name, _)| !is_own(name)) {
        parts.extend([name.as_bytes(), value.as_bytes()]);
    }
    for ((name, file), size) in values.files().zip(&sizes) {
        // No text of these has that name.
        parts.extend([
            wire::KEY_FIELD.as_bytes(),
            name.as_bytes(),
            file.name().as_bytes(),
            size,
        ]);
    }
    hash(parts)
}

/// Each part with its length, so that no two lists of parts are one text.
pub(crate) fn hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_others_may_use_is_known_with_whose_it_is() {
        let [ada, bob] = ["ada", "bob"].map(|name| Principal::new("member", name));
        let short = IdempotencyKey::parse("\"1\"").unwrap();
        assert_ne!(intent_hash(&short, &ada), intent_hash(&short, &bob));
        assert_eq!(intent_hash(&short, &ada), intent_hash(&short, &ada.clone()));
        let long = IdempotencyKey::random().unwrap();
        assert_eq!(intent_hash(&long, &ada), intent_hash(&long, &Principal::public()));
    }

    #[test]
    fn parts_that_run_together_are_told_apart() {
        assert_ne!(hash([b"ab".as_slice(), b"c"]), hash([b"a".as_slice(), b"bc"]));
    }

    #[test]
    fn a_forms_values_are_told_apart_and_its_key_is_none_of_them() {
        let of = |body: &str| of_form(&FormValues::parse(body.as_bytes()).unwrap());
        assert_eq!(of("_key=1&a=b"), of("a=b&_key=2"));
        assert_eq!(of("a=b&_confirm=ask&_confirm=yes"), of("a=b"));
        assert_ne!(of("a=b"), of("a=c"));
        assert_ne!(of("a=b&c=d"), of("a=bc&=d"));
    }

    #[test]
    fn files_are_told_apart_by_field_name_and_size() {
        let of = |field: &str, name: &str, bytes: &[u8]| {
            let mut values = FormValues::default();
            values.push("a", "b");
            values.push_file(field, Ok(leptos_actions_core::Upload::from_bytes(name, "", bytes)));
            of_form(&values)
        };
        let first = of("f", "x.png", b"one");
        assert_eq!(first, of("f", "x.png", b"two"));
        for other in [
            of("g", "x.png", b"one"),
            of("f", "y.png", b"one"),
            of("f", "x.png", b"more"),
        ] {
            assert_ne!(first, other);
        }
    }
}
