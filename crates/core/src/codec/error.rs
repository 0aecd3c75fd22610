//! What goes wrong, in a form that gives nothing away.
//!
//! An error of the codec may reach an answer, so neither its `Display` nor its `Debug` holds a byte of the
//! message or a word of serde's own text, which quotes the message. That text is the [detail](DecodeError::detail),
//! for the server's log. The browser keeps no detail at all: there nobody reads it and everybody downloads it.

use std::{convert::Infallible, fmt};

use cbor4ii::core::{dec, marker};
use serde::{
    de::{self, Expected, Unexpected},
    ser,
};

use super::detail::Detail;

/// Why a value could not be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EncodeErrorKind {
    /// A list or map announced another number of elements than it then wrote.
    Length,
    /// The type's own `Serialize` refused the value.
    Refused,
}

/// A value could not be written.
///
/// `Display` and `Debug` tell the kind only; [`detail`](Self::detail) tells the rest, for logs.
pub struct EncodeError {
    kind: EncodeErrorKind,
    detail: Detail,
}

impl EncodeError {
    pub(super) fn length() -> Self {
        Self {
            kind: EncodeErrorKind::Length,
            detail: Detail::fixed(""),
        }
    }

    /// What kind of mistake it is.
    #[must_use]
    pub fn kind(&self) -> EncodeErrorKind {
        self.kind
    }

    /// What serde said, for logs only: it may quote the value. Empty in the browser.
    #[must_use]
    pub fn detail(&self) -> &str {
        self.detail.as_str()
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            EncodeErrorKind::Length => "a list or map announced another length than it has",
            EncodeErrorKind::Refused => "a value refused to be encoded",
        })
    }
}

impl fmt::Debug for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncodeError")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for EncodeError {}

impl ser::Error for EncodeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self {
            kind: EncodeErrorKind::Refused,
            detail: Detail::of(message),
        }
    }
}

/// Why bytes could not be read as the declared type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The message ends within a value.
    Truncated,
    /// The message goes on after its value.
    Trailing,
    /// The bytes are not well-formed CBOR, or use a part of it that this format does not.
    Malformed,
    /// A text is not UTF-8.
    Utf8,
    /// The value is nested deeper than [`Limits::depth`](super::Limits::depth).
    Depth,
    /// The value has more elements and entries than [`Limits::nodes`](super::Limits::nodes).
    Nodes,
    /// A value of another type than the declared one.
    Type,
    /// A number that the declared type cannot hold exactly.
    Range,
    /// A list or map with too few or too many elements.
    Length,
    /// A field that is missing, unknown or there twice.
    Field,
    /// A variant that the enum does not have.
    Variant,
    /// The type's own `Deserialize` refused the value.
    Refused,
}

/// Bytes could not be read as the declared type.
///
/// `Display` and `Debug` tell the kind and the place only; [`detail`](Self::detail) tells the rest, for logs.
pub struct DecodeError {
    fault: Fault,
    offset: usize,
}

impl DecodeError {
    pub(super) fn new(fault: Fault, offset: usize) -> Self {
        Self { fault, offset }
    }

    /// What kind of mistake it is.
    #[must_use]
    pub fn kind(&self) -> DecodeErrorKind {
        self.fault.kind
    }

    /// How many bytes had been read. In a type that serde buffers (tagged, untagged, flattened) it is the end of
    /// that value and not the place within it.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// What serde said, for logs only: it may quote the message, shortened and without control characters.
    /// Empty in the browser.
    #[must_use]
    pub fn detail(&self) -> &str {
        self.fault.detail.as_str()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.fault.kind {
            DecodeErrorKind::Truncated => "the message ends too early",
            DecodeErrorKind::Trailing => "the message goes on after its value",
            DecodeErrorKind::Malformed => "the message is malformed",
            DecodeErrorKind::Utf8 => "a text is not UTF-8",
            DecodeErrorKind::Depth => "the value is nested too deep",
            DecodeErrorKind::Nodes => "the value has too many elements",
            DecodeErrorKind::Type => "a value has another type than declared",
            DecodeErrorKind::Range => "a number does not fit the declared type",
            DecodeErrorKind::Length => "a list or map has another length than declared",
            DecodeErrorKind::Field => "a field is missing, unknown or repeated",
            DecodeErrorKind::Variant => "a variant is unknown",
            DecodeErrorKind::Refused => "a value breaks a rule of its type",
        })
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("kind", &self.fault.kind)
            .field("offset", &self.offset)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for DecodeError {}

/// A [`DecodeError`] while it is under way: one byte in the browser, where every read returns it.
pub(super) struct Fault {
    kind: DecodeErrorKind,
    detail: Detail,
}

impl Fault {
    /// A mistake that the reader itself found.
    pub(super) fn new(kind: DecodeErrorKind, detail: &'static str) -> Self {
        Self {
            kind,
            detail: Detail::fixed(detail),
        }
    }

    /// A mistake that a type found.
    fn told(kind: DecodeErrorKind, message: impl fmt::Display) -> Self {
        Self {
            kind,
            detail: Detail::of(message),
        }
    }
}

impl From<dec::Error<Infallible>> for Fault {
    fn from(error: dec::Error<Infallible>) -> Self {
        use DecodeErrorKind::{Depth, Malformed, Range, Truncated, Type, Utf8};
        match error {
            // A first byte that CBOR does not define, or a break where nothing is open.
            dec::Error::Mismatch { found, .. } if matches!(dec::low(found), 0x1c..=0x1e) || found == marker::BREAK => {
                Self::new(Malformed, "")
            }
            dec::Error::Mismatch { name, .. } => Self::new(Type, name),
            dec::Error::Eof { name, .. } => Self::new(Truncated, name),
            dec::Error::RequireUtf8 { name } => Self::new(Utf8, name),
            dec::Error::DepthOverflow { name } => Self::new(Depth, name),
            dec::Error::LengthOverflow { name, .. }
            | dec::Error::CastOverflow { name }
            | dec::Error::ArithmeticOverflow { name, .. } => Self::new(Range, name),
            _ => Self::new(Malformed, ""),
        }
    }
}

// serde's default for each of these is `custom` with the same words; only the kind is ours.
impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::told(DecodeErrorKind::Refused, message)
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::told(
            DecodeErrorKind::Type,
            format_args!("invalid type: {found}, expected {expected}"),
        )
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self::told(
            DecodeErrorKind::Length,
            format_args!("invalid length {length}, expected {expected}"),
        )
    }

    fn unknown_variant(variant: &str, _: &'static [&'static str]) -> Self {
        Self::told(DecodeErrorKind::Variant, format_args!("unknown variant `{variant}`"))
    }

    fn unknown_field(field: &str, _: &'static [&'static str]) -> Self {
        Self::told(DecodeErrorKind::Field, format_args!("unknown field `{field}`"))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::told(DecodeErrorKind::Field, format_args!("missing field `{field}`"))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::told(DecodeErrorKind::Field, format_args!("duplicate field `{field}`"))
    }
}

// `StdError` is what serde asks of an error type; a `Fault` never leaves the codec.
impl std::error::Error for Fault {}

impl fmt::Display for Fault {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}
