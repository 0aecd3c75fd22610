//! serde's side of reading: which item each type of Rust is made from.

use std::borrow::Cow;

use cbor4ii::core::{dec, major, marker};
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::{
    error::{DecodeErrorKind as Kind, Fault},
    read::{Left, Reader},
};

/// Integers of up to 64 bits: the width is checked once, out of line.
macro_rules! integers {
    ($($method:ident $visit:ident $read:ident $int:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            visitor.$visit(self.$read($int::MAX.into())? as $int)
        }
    )*};
}

/// Types that read like another one.
macro_rules! same {
    ($($method:ident ($($name:ident: $argument:ty),*) $as:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, $($name: $argument,)* visitor: V) -> Result<V::Value, Fault> {
            self.$as(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Fault;

    integers! {
        deserialize_u8 visit_u8 unsigned u8
        deserialize_u16 visit_u16 unsigned u16
        deserialize_u32 visit_u32 unsigned u32
        deserialize_u64 visit_u64 unsigned u64
        deserialize_i8 visit_i8 signed i8
        deserialize_i16 visit_i16 signed i16
        deserialize_i32 visit_i32 signed i32
        deserialize_i64 visit_i64 signed i64
    }

    same! {
        deserialize_char() deserialize_str
        deserialize_string() deserialize_str
        deserialize_byte_buf() deserialize_bytes
        deserialize_unit_struct(_name: &'static str) deserialize_unit
        deserialize_tuple(_length: usize) deserialize_seq
        deserialize_tuple_struct(_name: &'static str, _length: usize) deserialize_seq
        deserialize_struct(_name: &'static str, _fields: &'static [&'static str]) deserialize_map
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let byte = self.peek()?;
        match dec::if_major(byte) {
            major::UNSIGNED => self.deserialize_u64(visitor),
            major::NEGATIVE => self.deserialize_i64(visitor),
            major::BYTES => self.deserialize_bytes(visitor),
            major::STRING => self.deserialize_str(visitor),
            major::ARRAY => self.deserialize_seq(visitor),
            major::MAP => self.deserialize_map(visitor),
            // Only a null under tag 6 says of itself that it is an option. A number beyond 64 bits has to be declared
            // as one: what asks for "anything" is nearly always serde's buffer, which cannot hold it.
            major::TAG if self.take_some()? => self.some(visitor),
            major::TAG => Err(Fault::new(Kind::Type, "tag")),
            _ => match byte {
                marker::FALSE | marker::TRUE => self.deserialize_bool(visitor),
                marker::NULL | marker::UNDEFINED => self.deserialize_unit(visitor),
                marker::F16 | marker::F32 => self.deserialize_f32(visitor),
                marker::F64 => self.deserialize_f64(visitor),
                _ => Err(Fault::new(Kind::Malformed, "simple value")),
            },
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_bool(self.bool()?)
    }

    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_u128(self.pull()?)
    }

    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_i128(self.pull()?)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_f32(self.short_float()?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_f64(self.float()?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.text()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.bytes()? {
            Cow::Borrowed(bytes) => visitor.visit_borrowed_bytes(bytes),
            Cow::Owned(bytes) => visitor.visit_byte_buf(bytes),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.open_option()? {
            self.some(visitor)
        } else {
            visitor.visit_none()
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.null()?;
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let mut elements = Elements::open(self, major::ARRAY)?;
        let value = visitor.visit_seq(&mut elements)?;
        elements.close()?;
        Ok(value)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let mut entries = Elements::open(self, major::MAP)?;
        let value = visitor.visit_map(&mut entries)?;
        entries.close()?;
        Ok(value)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let left = self.open_enum()?;
        let value = visitor.visit_enum(Variant {
            reader: self,
            has_content: left.is_some(),
        })?;
        if let Some(left) = left {
            self.close(left)?;
        }
        Ok(value)
    }

    // Always a text: taking integers here as well costs the browser 13 KB.
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_str(&self.text()?)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.skip()?;
        visitor.visit_unit()
    }
}

impl<'de> Reader<'de> {
    /// The content of an option. One level down, since a type may be an option of itself and read nothing on the way.
    fn some<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Fault> {
        self.enter()?;
        let value = visitor.visit_some(&mut *self)?;
        self.leave();
        Ok(value)
    }
}

/// The elements of a list or the entries of a map.
struct Elements<'a, 'de> {
    reader: &'a mut Reader<'de>,
    left: Left,
}

impl<'a, 'de> Elements<'a, 'de> {
    fn open(reader: &'a mut Reader<'de>, major: u8) -> Result<Self, Fault> {
        let left = reader.open(major)?;
        Ok(Self { reader, left })
    }

    fn more(&mut self) -> Result<bool, Fault> {
        self.reader.more(&mut self.left)
    }

    fn close(self) -> Result<(), Fault> {
        self.reader.close(self.left)
    }
}

impl<'de> SeqAccess<'de> for Elements<'_, 'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        if self.more()? {
            seed.deserialize(&mut *self.reader).map(Some)
        } else {
            Ok(None)
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Reader::hint(self.left)
    }
}

impl<'de> MapAccess<'de> for Elements<'_, 'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        if self.more()? {
            seed.deserialize(&mut *self.reader).map(Some)
        } else {
            Ok(None)
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        seed.deserialize(&mut *self.reader)
    }

    fn size_hint(&self) -> Option<usize> {
        Reader::hint(self.left)
    }
}

/// One variant of an enum: its name comes next, then its content if it has any.
struct Variant<'a, 'de> {
    reader: &'a mut Reader<'de>,
    has_content: bool,
}

impl<'a, 'de> Variant<'a, 'de> {
    fn content(self) -> Result<&'a mut Reader<'de>, Fault> {
        if self.has_content {
            Ok(self.reader)
        } else {
            Err(Fault::new(Kind::Type, "variant without content"))
        }
    }
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Fault> {
        let name = seed.deserialize(&mut *self.reader)?;
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        if self.has_content { self.reader.null() } else { Ok(()) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        seed.deserialize(self.content()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _length: usize, visitor: V) -> Result<V::Value, Fault> {
        self.content()?.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _fields: &'static [&'static str], visitor: V) -> Result<V::Value, Fault> {
        self.content()?.deserialize_map(visitor)
    }
}
