//! Reading CBOR items one after the other. Nothing here is generic over what is read, so that each function is in
//! the browser's download once.

use std::{borrow::Cow, convert::Infallible};

use cbor4ii::core::{
    dec::{self, Decode, Read, Reference},
    major, marker, types,
};

use super::{
    Limits,
    error::{DecodeErrorKind as Kind, Fault},
    number,
};

/// The tag of a `Some` around something that is written as null.
pub(super) const SOME: u8 = 6;

/// How many elements a list may ask memory for before it has shown any.
const LONGEST_HINT: usize = 4096;

/// The rest of a message, and what is left of its limits.
pub(super) struct Reader<'de> {
    rest: &'de [u8],
    depth: usize,
    nodes: usize,
}

/// How many elements of a list or map are still to come; `None` until a break.
pub(super) type Left = Option<usize>;

impl<'de> Read<'de> for Reader<'de> {
    type Error = Infallible;

    fn fill<'short>(&'short mut self, _: usize) -> Result<Reference<'de, 'short>, Infallible> {
        Ok(Reference::Long(self.rest))
    }

    fn advance(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }
}

impl<'de> Reader<'de> {
    pub(super) fn new(message: &'de [u8], limits: Limits) -> Self {
        Self {
            rest: message,
            depth: limits.depth,
            nodes: limits.nodes,
        }
    }

    /// How many bytes are still unread.
    pub(super) fn unread(&self) -> usize {
        self.rest.len()
    }

    /// The message must be over.
    pub(super) fn finish(&self) -> Result<(), Fault> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(Fault::new(Kind::Trailing, ""))
        }
    }

    /// The first byte of the next item.
    pub(super) fn peek(&self) -> Result<u8, Fault> {
        self.rest
            .first()
            .copied()
            .ok_or_else(|| Fault::new(Kind::Truncated, ""))
    }

    pub(super) fn pull<T: Decode<'de>>(&mut self) -> Result<T, Fault> {
        T::decode(self).map_err(Fault::from)
    }

    /// One level down. Every recursion passes here, save that of a type without values (`struct R(Box<R>)`).
    pub(super) fn enter(&mut self) -> Result<(), Fault> {
        self.depth = self.depth.checked_sub(1).ok_or_else(|| Fault::new(Kind::Depth, ""))?;
        Ok(())
    }

    /// One level up, after success; after a failure nothing more is read.
    pub(super) fn leave(&mut self) {
        self.depth += 1;
    }

    pub(super) fn unsigned(&mut self, max: u64) -> Result<u64, Fault> {
        let value = self.pull::<u64>()?;
        if value <= max {
            Ok(value)
        } else {
            Err(Fault::new(Kind::Range, "integer"))
        }
    }

    pub(super) fn signed(&mut self, max: i64) -> Result<i64, Fault> {
        let value = self.pull::<i64>()?;
        if (-1 - max..=max).contains(&value) {
            Ok(value)
        } else {
            Err(Fault::new(Kind::Range, "integer"))
        }
    }

    /// Any number that is exactly an `f64`.
    pub(super) fn float(&mut self) -> Result<f64, Fault> {
        let whole = match self.peek()? {
            marker::F64 => return self.pull::<f64>(),
            marker::F32 => return Ok(number::widen(self.pull::<f32>()?)),
            marker::F16 => return Ok(number::widen(number::from_half(self.pull::<types::F16>()?.0))),
            byte if dec::if_major(byte) == major::NEGATIVE => {
                let types::Negative(below) = self.pull::<types::Negative<u64>>()?;
                below.checked_add(1).and_then(number::from_whole).map(|value| -value)
            }
            _ => number::from_whole(self.pull::<u64>()?),
        };
        whole.ok_or_else(|| Fault::new(Kind::Range, "float"))
    }

    /// Any number that is exactly an `f32`, also one that was written as such: it is widened and comes back.
    pub(super) fn short_float(&mut self) -> Result<f32, Fault> {
        number::narrow(self.float()?).ok_or_else(|| Fault::new(Kind::Range, "float"))
    }

    pub(super) fn bool(&mut self) -> Result<bool, Fault> {
        self.pull::<bool>()
    }

    pub(super) fn text(&mut self) -> Result<Cow<'de, str>, Fault> {
        self.pull::<Cow<'de, str>>()
    }

    pub(super) fn bytes(&mut self) -> Result<Cow<'de, [u8]>, Fault> {
        self.pull::<types::Bytes<Cow<'de, [u8]>>>().map(|bytes| bytes.0)
    }

    /// Takes a null, or JavaScript's undefined, if one is next.
    pub(super) fn take_null(&mut self) -> Result<bool, Fault> {
        let is_null = matches!(self.peek()?, marker::NULL | marker::UNDEFINED);
        self.advance(usize::from(is_null));
        Ok(is_null)
    }

    pub(super) fn null(&mut self) -> Result<(), Fault> {
        if self.take_null()? {
            Ok(())
        } else {
            Err(Fault::new(Kind::Type, "null"))
        }
    }

    /// Takes the tag of a `Some` if it is next.
    pub(super) fn take_some(&mut self) -> Result<bool, Fault> {
        if dec::if_major(self.peek()?) != major::TAG {
            return Ok(false);
        }
        let before = self.rest;
        let is_some = types::Tag::tag(self)? == u64::from(SOME);
        if !is_some {
            self.rest = before;
        }
        Ok(is_some)
    }

    /// Whether an `Option` holds something, which is next then.
    pub(super) fn open_option(&mut self) -> Result<bool, Fault> {
        if self.take_null()? {
            return Ok(false);
        }
        self.take_some()?;
        Ok(true)
    }

    /// Enters a list or map.
    pub(super) fn open(&mut self, major: u8) -> Result<Left, Fault> {
        self.enter()?;
        let left = if major == major::MAP {
            types::Map::len(self)?
        } else {
            types::Array::len(self)?
        };
        // Each element takes at least a byte, so a longer one is cut off or a lie.
        if left.is_some_and(|left| left > self.rest.len()) {
            return Err(Fault::new(Kind::Truncated, "length"));
        }
        Ok(left)
    }

    /// Whether a list or map has one more element.
    pub(super) fn more(&mut self, left: &mut Left) -> Result<bool, Fault> {
        match left {
            Some(0) => return Ok(false),
            Some(left) => *left -= 1,
            None if dec::is_break(self)? => {
                *left = Some(0);
                return Ok(false);
            }
            None => {}
        }
        self.nodes = self.nodes.checked_sub(1).ok_or_else(|| Fault::new(Kind::Nodes, ""))?;
        Ok(true)
    }

    /// Leaves a list or map, which must be used up.
    pub(super) fn close(&mut self, mut left: Left) -> Result<(), Fault> {
        if self.more(&mut left)? {
            return Err(Fault::new(Kind::Length, "too many elements"));
        }
        self.leave();
        Ok(())
    }

    /// Enters an enum: a text is a variant without content, a map of one entry a variant with it.
    pub(super) fn open_enum(&mut self) -> Result<Option<Left>, Fault> {
        if dec::if_major(self.peek()?) == major::STRING {
            return Ok(None);
        }
        let mut left = self.open(major::MAP)?;
        if self.more(&mut left)? {
            Ok(Some(left))
        } else {
            Err(Fault::new(Kind::Length, "enum"))
        }
    }

    /// Skips one item of any well-formed kind, also one that no declared type would take.
    pub(super) fn skip(&mut self) -> Result<(), Fault> {
        let byte = self.peek()?;
        match dec::if_major(byte) {
            major::UNSIGNED => self.pull::<u64>().map(drop),
            major::NEGATIVE => self.pull::<types::Negative<u64>>().map(drop),
            major::BYTES => self.bytes().map(drop),
            major::STRING => self.text().map(drop),
            major::TAG => {
                types::Tag::tag(self)?;
                self.enter()?;
                self.skip()?;
                self.leave();
                Ok(())
            }
            major::SIMPLE => self.skip_simple(byte),
            major => self.skip_elements(major),
        }
    }

    fn skip_elements(&mut self, major: u8) -> Result<(), Fault> {
        let mut left = self.open(major)?;
        while self.more(&mut left)? {
            self.skip()?;
            if major == major::MAP {
                self.skip()?;
            }
        }
        self.leave();
        Ok(())
    }

    fn skip_simple(&mut self, byte: u8) -> Result<(), Fault> {
        match byte {
            marker::F16 | marker::F32 | marker::F64 => self.float().map(drop),
            _ => self.pull::<types::Simple>().map(drop),
        }
    }

    /// What to reserve for a list or map. An indefinite one gives no hint.
    pub(super) fn hint(left: Left) -> Option<usize> {
        left.map(|left| left.min(LONGEST_HINT))
    }
}
