//! What a declared type takes, found by asking its own `Deserialize`.

use std::cell::Cell;

use serde::{
    Deserialize, Deserializer, de,
    de::{DeserializeSeed, SeqAccess, Visitor},
};

use crate::{date, secret, upload};

/// What a type takes from a form. Aliases and newtypes are looked through.
///
/// ```
/// use leptos_actions_core::{Secret, Shape, ShapeKind};
/// # #[derive(serde::Deserialize)] struct Copies(u8);
///
/// let shape = Shape::of::<Option<Copies>>();
/// assert_eq!(shape.kind, ShapeKind::Integer { min: 0, max: 255 });
/// assert!(shape.is_optional);
/// assert!(Shape::of::<Vec<Secret<String>>>().is_secret);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Shape {
    /// What one value is.
    pub kind: ShapeKind,
    /// Whether there may be none.
    pub is_optional: bool,
    /// Whether there may be several.
    pub is_list: bool,
    /// Whether no page may show it again.
    pub is_secret: bool,
}

/// What one value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ShapeKind {
    /// Any text.
    Text,
    /// A whole number between the bounds of its type; those of 128 bits are cut to `i128`.
    Integer {
        /// The least.
        min: i128,
        /// The greatest.
        max: i128,
    },
    /// A number with a fraction.
    Float,
    /// Yes or no; no field is no.
    Bool,
    /// A day.
    Date,
    /// A file.
    File,
    /// One of these names.
    Enum(&'static [&'static str]),
    /// Something of which no more is known.
    Other,
}

impl Shape {
    /// The shape of `T`.
    #[must_use]
    pub fn of<'de, T: Deserialize<'de>>() -> Self {
        let found = Cell::new(Self {
            kind: ShapeKind::Other,
            is_optional: false,
            is_list: false,
            is_secret: false,
        });
        // A probe always fails; what it has seen by then is the answer, whatever the type makes of the failure.
        let _ = T::deserialize(Probe(&found));
        found.get()
    }
}

/// Notes what is asked of it, and gives nothing.
#[derive(Clone, Copy)]
struct Probe<'a>(&'a Cell<Shape>);

impl Probe<'_> {
    fn note(self, change: impl FnOnce(&mut Shape)) {
        let mut shape = self.0.get();
        change(&mut shape);
        self.0.set(shape);
    }

    fn end<T>(self, kind: ShapeKind) -> Result<T, Nothing> {
        self.note(|shape| shape.kind = kind);
        Err(Nothing)
    }
}

#[derive(Debug)]
struct Nothing;

impl std::fmt::Display for Nothing {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Nothing {}

impl de::Error for Nothing {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}

macro_rules! integers {
    ($($method:ident $number:ident),* $(,)?) => {
        $(fn $method<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Nothing> {
            self.end(ShapeKind::Integer { min: $number::MIN as i128, max: $number::MAX as i128 })
        })*
    };
}

macro_rules! ends {
    ($kind:ident: $($method:ident),* $(,)?) => {
        $(fn $method<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Nothing> {
            self.end(ShapeKind::$kind)
        })*
    };
}

impl<'de> Deserializer<'de> for Probe<'_> {
    type Error = Nothing;

    integers! {
        deserialize_i8 i8, deserialize_i16 i16, deserialize_i32 i32, deserialize_i64 i64, deserialize_i128 i128,
        deserialize_u8 u8, deserialize_u16 u16, deserialize_u32 u32, deserialize_u64 u64,
    }

    fn deserialize_u128<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Nothing> {
        self.end(ShapeKind::Integer { min: 0, max: i128::MAX })
    }

    ends!(Float: deserialize_f32, deserialize_f64);
    ends!(Bool: deserialize_bool);
    ends!(Text: deserialize_str, deserialize_string);
    ends!(Other: deserialize_any, deserialize_char, deserialize_bytes, deserialize_byte_buf, deserialize_unit);
    ends!(Other: deserialize_map, deserialize_identifier, deserialize_ignored_any);

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Nothing> {
        self.note(|shape| shape.is_optional = true);
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Nothing> {
        match name {
            date::NAME => return self.end(ShapeKind::Date),
            upload::MAGIC => return self.end(ShapeKind::File),
            secret::NAME => self.note(|shape| shape.is_secret = true),
            _ => {}
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Nothing> {
        self.note(|shape| shape.is_list = true);
        visitor.visit_seq(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Nothing> {
        self.end(ShapeKind::Enum(variants))
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, _: V) -> Result<V::Value, Nothing> {
        self.end(ShapeKind::Other)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Nothing> {
        self.end(ShapeKind::Other)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(self, _: &'static str, _: usize, _: V) -> Result<V::Value, Nothing> {
        self.end(ShapeKind::Other)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Nothing> {
        self.end(ShapeKind::Other)
    }
}

/// A list whose first item is asked for what it is.
impl<'de> SeqAccess<'de> for Probe<'_> {
    type Error = Nothing;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Nothing> {
        seed.deserialize(*self).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{Date, Secret};

    type Title = String;
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its shape is of interest")]
    struct Id(i64);
    #[derive(Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Size {
        Small,
        VeryLarge,
    }
    #[derive(Deserialize)]
    #[serde(try_from = "String")]
    struct Slug;
    impl TryFrom<String> for Slug {
        type Error = String;

        fn try_from(_: String) -> Result<Self, String> {
            unreachable!("a probe has no text")
        }
    }
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its shape is of interest")]
    struct Password(Secret<Title>);

    fn kind<T: de::DeserializeOwned>() -> ShapeKind {
        Shape::of::<T>().kind
    }

    #[test]
    fn a_type_says_itself_what_it_takes() {
        assert_eq!(kind::<Title>(), ShapeKind::Text);
        assert_eq!(kind::<Slug>(), ShapeKind::Text);
        assert_eq!(kind::<u8>(), ShapeKind::Integer { min: 0, max: 255 });
        assert_eq!(
            kind::<Id>(),
            ShapeKind::Integer {
                min: i64::MIN.into(),
                max: i64::MAX.into()
            }
        );
        assert_eq!(kind::<std::num::NonZeroU8>(), ShapeKind::Integer { min: 0, max: 255 });
        assert_eq!(kind::<f32>(), ShapeKind::Float);
        assert_eq!(kind::<bool>(), ShapeKind::Bool);
        assert_eq!(kind::<Date>(), ShapeKind::Date);
        assert_eq!(kind::<Size>(), ShapeKind::Enum(&["small", "very-large"]));
        assert_eq!(kind::<(u8, u8)>(), ShapeKind::Other);
    }

    #[test]
    fn options_lists_and_secrets_are_seen_through() {
        let shape = Shape::of::<Option<Vec<u8>>>();
        assert!(shape.is_optional && shape.is_list && !shape.is_secret);
        assert!(Shape::of::<BTreeSet<String>>().is_list);
        let shape = Shape::of::<Option<Password>>();
        assert_eq!(shape.kind, ShapeKind::Text);
        assert!(shape.is_optional && shape.is_secret);
    }
}
