//! CBOR for calls, answers and hydration: a thin layer of serde over [`cbor4ii::core`].
//!
//! What is read is what was written, to the bit, for every type of serde's data model. The rules:
//!
//! 1. **Null** is `None`, `()` and a unit struct. `Some(x)` is written as `x` alone. If `x` is itself written as a
//!    null (`Some(None)`, `Some(())`, a JSON null), tag 6 goes before it, once for each such `Some`: `None` is
//!    `null`, `Some(None)` is `6(null)`, `Some(Some(None))` is `6(6(null))`, `Some(Some(7))` is `7`.
//! 2. **Integers** take the shortest form of CBOR; beyond 64 bits they are bignums (tags 2 and 3).
//! 3. **Floats** are written in their declared width, so a NaN keeps its payload and a zero its sign.
//! 4. **Text** and `char` are text strings; what a type serializes as bytes is a byte string.
//! 5. **Lists**, tuples and tuple structs are arrays. **Maps** are maps, with keys of any type. **Structs** are maps
//!    with their fields' names as keys, and nothing else is read as a struct. A newtype struct is its content.
//! 6. **Enums** are a text (a variant without content) or a map of one entry from variant to content. The other
//!    representations (`tag`, `content`, `untagged`) and `flatten` are serde's own work on top of this.
//! 7. **Types with two forms** (`IpAddr`, `Uuid`, bit flags) use the human-readable one, as in JSON. serde's buffer
//!    for tagged, untagged and flattened types expects that form always, so the other would not come back from it.
//! 8. **Reading is lenient in how a value is written**: a number in a longer form than needed, a whole number or
//!    another width where a float is declared if that float is the same number exactly, strings and lists of
//!    indefinite length, JavaScript's undefined for null, tag 6 where it is not needed.
//! 9. **Reading is strict in what a value is**: no trailing bytes, no text that is not UTF-8, no element too many, no
//!    number rounded or cut, no unknown tag outside a field that is skipped.
//! 10. **Reading is total**: its time is linear in the message, its recursion and its number of elements are
//!     [limited](Limits), a declared length reserves no memory, and no message makes it panic. (An untagged enum whose
//!     variants contain the enum itself is the exception to "linear": serde tries every variant at every level.)
//!
//! Two things fail with an error, because serde's buffer cannot hold them: a 128-bit integer inside a tagged, untagged
//! or flattened type, and a flattened map whose keys are not texts.
//!
//! ```
//! use leptos_actions_core::codec::{DecodeErrorKind, from_slice, to_vec};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Debug, PartialEq, Serialize, Deserialize)]
//! struct Price {
//!     amount: i128,
//!     discount: Option<Option<f32>>,
//! }
//!
//! let price = Price { amount: i128::MIN, discount: Some(None) };
//! let message = to_vec(&price)?;
//! assert_eq!(from_slice::<Price>(&message)?, price);
//!
//! let error = from_slice::<Price>(&message[1..]).unwrap_err();
//! assert_eq!(error.kind(), DecodeErrorKind::Type);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod de;
mod detail;
mod error;
mod number;
mod read;
mod ser;

use serde::{Serialize, de::DeserializeOwned};

pub use error::{DecodeError, DecodeErrorKind, EncodeError, EncodeErrorKind};

use read::Reader;
use ser::Writer;

/// How much one message may ask of its reader. How long it may be is for whoever receives it to limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// How deep lists, maps and options may be nested, 128 by default. It bounds the stack.
    pub depth: usize,
    /// How many elements and entries all lists and maps may have together, a million by default. It bounds the memory:
    /// an element can be much larger than the byte it came from.
    pub nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 128,
            nodes: 1_000_000,
        }
    }
}

impl Limits {
    /// The same limits with another [`depth`](Self::depth).
    #[must_use]
    pub fn with_depth(self, depth: usize) -> Self {
        Self { depth, ..self }
    }

    /// The same limits with another number of [`nodes`](Self::nodes).
    #[must_use]
    pub fn with_nodes(self, nodes: usize) -> Self {
        Self { nodes, ..self }
    }
}

/// Writes a value.
///
/// # Errors
///
/// If the type's `Serialize` refuses the value or announces another length than it writes. What `derive` generates
/// does neither.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, EncodeError> {
    let mut writer = Writer { message: Vec::new() };
    value.serialize(&mut writer)?;
    Ok(writer.message)
}

/// Reads a value that is the whole message, within the default [`Limits`].
///
/// # Errors
///
/// If the message is anything else than one `T`. The error tells nothing of what the message says.
pub fn from_slice<T: DeserializeOwned>(message: &[u8]) -> Result<T, DecodeError> {
    from_slice_with(message, Limits::default())
}

/// Reads a value that is the whole message, within the given [`Limits`].
///
/// # Errors
///
/// As [`from_slice`].
pub fn from_slice_with<T: DeserializeOwned>(message: &[u8], limits: Limits) -> Result<T, DecodeError> {
    let mut reader = Reader::new(message, limits);
    let value = T::deserialize(&mut reader).and_then(|value| reader.finish().map(|()| value));
    value.map_err(|fault| DecodeError::new(fault, message.len() - reader.unread()))
}
