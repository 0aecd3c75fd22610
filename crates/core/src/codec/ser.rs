//! serde's side of writing: which item each type of Rust becomes.

use std::convert::Infallible;

use cbor4ii::core::{
    enc::{Encode, Write},
    marker, types,
};
use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use super::{error::EncodeError, read::SOME};

type Result<T = (), E = EncodeError> = std::result::Result<T, E>;

/// The first byte of tag 6.
const SOME_TAG: u8 = 0xc0 | SOME;

/// A message in the making.
pub(super) struct Writer {
    pub(super) message: Vec<u8>,
}

impl Write for Writer {
    type Error = Infallible;

    fn push(&mut self, input: &[u8]) -> Result<(), Infallible> {
        self.message.extend_from_slice(input);
        Ok(())
    }
}

impl Writer {
    fn put(&mut self, item: impl Encode) {
        // Writing to memory cannot fail: the error is a type without values.
        let _ = item.encode(self);
    }

    fn unsigned(&mut self, value: u64) {
        self.put(value);
    }

    fn signed(&mut self, value: i64) {
        self.put(value);
    }

    fn text(&mut self, value: &str) {
        self.put(value);
    }

    fn null(&mut self) {
        self.put(types::Null);
    }

    /// Marks the item that began at `start` as the content of a `Some`, if it would read as a `None` otherwise: it is
    /// a null, under as many tags as there were such options within.
    fn mark_some(&mut self, start: usize) {
        if let Some(&(marker::NULL | SOME_TAG)) = self.message.get(start) {
            self.message.pop();
            self.message.extend_from_slice(&[SOME_TAG, marker::NULL]);
        }
    }

    fn list(&mut self, length: Option<usize>) -> Elements<'_> {
        let _ = match length {
            Some(length) => types::Array::bounded(length, self),
            None => types::Array::unbounded(self),
        };
        Elements::new(self, length)
    }

    fn map(&mut self, length: Option<usize>) -> Elements<'_> {
        let _ = match length {
            Some(length) => types::Map::bounded(length, self),
            None => types::Map::unbounded(self),
        };
        Elements::new(self, length)
    }

    /// The start of a variant with content: a map of one entry.
    fn variant(&mut self, name: &str) -> &mut Self {
        self.map(Some(1));
        self.text(name);
        self
    }
}

/// Integers of up to 64 bits: the shortest form is found once, out of line.
macro_rules! integers {
    ($($method:ident $int:ident $write:ident)*) => {$(
        fn $method(self, value: $int) -> Result {
            self.$write(value.into());
            Ok(())
        }
    )*};
}

impl<'a> Serializer for &'a mut Writer {
    type Ok = ();
    type Error = EncodeError;
    type SerializeSeq = Elements<'a>;
    type SerializeTuple = Elements<'a>;
    type SerializeTupleStruct = Elements<'a>;
    type SerializeTupleVariant = Elements<'a>;
    type SerializeMap = Elements<'a>;
    type SerializeStruct = Elements<'a>;
    type SerializeStructVariant = Elements<'a>;

    integers! {
        serialize_u8 u8 unsigned
        serialize_u16 u16 unsigned
        serialize_u32 u32 unsigned
        serialize_u64 u64 unsigned
        serialize_i8 i8 signed
        serialize_i16 i16 signed
        serialize_i32 i32 signed
        serialize_i64 i64 signed
    }

    fn serialize_bool(self, value: bool) -> Result {
        self.put(value);
        Ok(())
    }

    fn serialize_i128(self, value: i128) -> Result {
        self.put(value);
        Ok(())
    }

    fn serialize_u128(self, value: u128) -> Result {
        self.put(value);
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result {
        self.put(value);
        Ok(())
    }

    fn serialize_f64(self, value: f64) -> Result {
        self.put(value);
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result {
        self.text(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result {
        self.text(value);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result {
        self.put(types::Bytes(value));
        Ok(())
    }

    fn serialize_none(self) -> Result {
        self.null();
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result {
        let start = self.message.len();
        value.serialize(&mut *self)?;
        self.mark_some(start);
        Ok(())
    }

    fn serialize_unit(self) -> Result {
        self.null();
        Ok(())
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result {
        self.null();
        Ok(())
    }

    fn serialize_unit_variant(self, _name: &'static str, _index: u32, variant: &'static str) -> Result {
        self.text(variant);
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _name: &'static str, value: &T) -> Result {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result {
        value.serialize(self.variant(variant))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Elements<'a>> {
        Ok(self.list(length))
    }

    fn serialize_tuple(self, length: usize) -> Result<Elements<'a>> {
        Ok(self.list(Some(length)))
    }

    fn serialize_tuple_struct(self, _name: &'static str, length: usize) -> Result<Elements<'a>> {
        Ok(self.list(Some(length)))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Elements<'a>> {
        Ok(self.variant(variant).list(Some(length)))
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Elements<'a>> {
        Ok(self.map(length))
    }

    fn serialize_struct(self, _name: &'static str, length: usize) -> Result<Elements<'a>> {
        Ok(self.map(Some(length)))
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Elements<'a>> {
        Ok(self.variant(variant).map(Some(length)))
    }
}

/// A list or map in the making.
pub(super) struct Elements<'a> {
    writer: &'a mut Writer,
    /// How many elements of those announced are missing; `None` if none were announced.
    left: Option<usize>,
}

impl<'a> Elements<'a> {
    fn new(writer: &'a mut Writer, left: Option<usize>) -> Self {
        Self { writer, left }
    }

    /// Room for one more element. One too many wraps around, and is seen at the end.
    fn next(&mut self) -> &mut Writer {
        self.left = self.left.map(|left| left.wrapping_sub(1));
        self.writer
    }

    /// Room for the value of one more field.
    fn field(&mut self, name: &str) -> &mut Writer {
        let writer = self.next();
        writer.text(name);
        writer
    }

    /// A length is a promise here, and a hand-written `Serialize` may break it.
    fn close(self) -> Result {
        match self.left {
            Some(0) => {}
            Some(_) => return Err(EncodeError::length()),
            None => {
                // One break ends lists and maps alike.
                let _ = types::Array::end(self.writer);
            }
        }
        Ok(())
    }
}

macro_rules! lists {
    ($($family:ident $method:ident)*) => {$(
        impl $family for Elements<'_> {
            type Ok = ();
            type Error = EncodeError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result {
                value.serialize(self.next())
            }

            fn end(self) -> Result {
                self.close()
            }
        }
    )*};
}

lists! {
    SerializeSeq serialize_element
    SerializeTuple serialize_element
    SerializeTupleStruct serialize_field
    SerializeTupleVariant serialize_field
}

macro_rules! structs {
    ($($family:ident)*) => {$(
        impl $family for Elements<'_> {
            type Ok = ();
            type Error = EncodeError;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result {
                value.serialize(self.field(name))
            }

            fn end(self) -> Result {
                self.close()
            }
        }
    )*};
}

structs! { SerializeStruct SerializeStructVariant }

impl SerializeMap for Elements<'_> {
    type Ok = ();
    type Error = EncodeError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result {
        key.serialize(self.next())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result {
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result {
        self.close()
    }
}
