//! A value that a form sends without an input for it: [`Field::is`].

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Serialize, Serializer,
    ser::{self, Impossible, SerializeSeq},
};

use super::Field;

/// A field of the form `F` with its value, as the form sends it.
#[must_use = "give it to a form"]
pub struct FieldValue<F> {
    name: Cow<'static, str>,
    texts: Vec<String>,
    form: PhantomData<fn() -> F>,
}

impl<F> Field<F> {
    /// The field with a value: of the type that the field has, or one that is written the same.
    ///
    /// The value is a number, a text, a `bool`, an enum's variant without data, a newtype around one of these, an
    /// `Option` or a list. `None`, `false` and an empty list send nothing, as a form does.
    ///
    /// # Panics
    /// With debug assertions, if the value is none of these. Without them nothing is sent for it.
    pub fn is(self, value: impl Serialize) -> FieldValue<F> {
        let mut texts = Vec::new();
        let written = value.serialize(Texts(&mut texts));
        debug_assert!(written.is_ok(), "the value of `{}` has more than one part", self.name());
        FieldValue {
            name: self.name(),
            texts,
            form: PhantomData,
        }
    }
}

impl<F> FieldValue<F> {
    /// Its name and each of its texts, in order.
    pub fn into_pairs(self) -> impl Iterator<Item = (Cow<'static, str>, String)> {
        let name = self.name;
        self.texts.into_iter().map(move |text| (name.clone(), text))
    }
}

impl<F> fmt::Debug for FieldValue<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FieldValue").field(&self.name).finish()
    }
}

/// Takes the texts of a value.
struct Texts<'a>(&'a mut Vec<String>);

/// A value that no field holds.
#[derive(Debug)]
struct Unfit;

impl fmt::Display for Unfit {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Unfit {}

impl ser::Error for Unfit {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

type Done = Result<(), Unfit>;
type Never = Impossible<(), Unfit>;

impl Texts<'_> {
    fn push(self, text: String) -> Done {
        self.0.push(text);
        Ok(())
    }
}

macro_rules! numbers {
    ($($method:ident $number:ident),* $(,)?) => {
        $(fn $method(self, number: $number) -> Done {
            self.push(number.to_string())
        })*
    };
}

impl<'a> Serializer for Texts<'a> {
    type Ok = ();
    type Error = Unfit;
    type SerializeSeq = Texts<'a>;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Never;
    type SerializeStruct = Never;
    type SerializeStructVariant = Never;

    numbers! {
        serialize_i8 i8, serialize_i16 i16, serialize_i32 i32, serialize_i64 i64, serialize_i128 i128,
        serialize_u8 u8, serialize_u16 u16, serialize_u32 u32, serialize_u64 u64, serialize_u128 u128,
        serialize_f32 f32, serialize_f64 f64, serialize_char char,
    }

    fn serialize_bool(self, is: bool) -> Done {
        if is { self.push("true".into()) } else { Ok(()) }
    }

    fn serialize_str(self, text: &str) -> Done {
        self.push(text.into())
    }

    fn serialize_none(self) -> Done {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Done {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Done {
        self.push(variant.into())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Done {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Unfit> {
        Ok(self)
    }

    fn serialize_bytes(self, _: &[u8]) -> Done {
        Err(Unfit)
    }

    fn serialize_unit(self) -> Done {
        Err(Unfit)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Done {
        Err(Unfit)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(self, _: &'static str, _: u32, _: &'static str, _: &T) -> Done {
        Err(Unfit)
    }

    fn serialize_tuple(self, _: usize) -> Result<Never, Unfit> {
        Err(Unfit)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Never, Unfit> {
        Err(Unfit)
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Never, Unfit> {
        Err(Unfit)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Never, Unfit> {
        Err(Unfit)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Never, Unfit> {
        Err(Unfit)
    }

    fn serialize_struct_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Never, Unfit> {
        Err(Unfit)
    }
}

impl SerializeSeq for Texts<'_> {
    type Ok = ();
    type Error = Unfit;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        value.serialize(Texts(&mut *self.0))
    }

    fn end(self) -> Done {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Date;

    fn texts(value: impl Serialize) -> Option<Vec<String>> {
        let mut texts = Vec::new();
        value.serialize(Texts(&mut texts)).ok().map(|()| texts)
    }

    #[derive(Serialize)]
    struct Number(i64);

    #[derive(Serialize)]
    #[serde(rename_all = "lowercase")]
    enum Size {
        Large,
    }

    #[test]
    fn a_value_is_written_as_a_form_sends_it() {
        assert_eq!(texts(Number(-7)).unwrap(), ["-7"]);
        assert_eq!(texts("a \"b\"").unwrap(), ["a \"b\""]);
        assert_eq!(texts(Some(Size::Large)).unwrap(), ["large"]);
        assert_eq!(texts(Date::new(1815, 12, 23)).unwrap(), ["1815-12-23"]);
        assert_eq!(texts(vec![1.5, 1e21]).unwrap(), ["1.5", "1000000000000000000000"]);
        assert_eq!(texts(true).unwrap(), ["true"]);
    }

    #[test]
    fn what_a_form_says_by_silence_is_not_written() {
        assert!(texts(false).unwrap().is_empty());
        assert!(texts(None::<u8>).unwrap().is_empty());
        assert!(texts(Vec::<u8>::new()).unwrap().is_empty());
    }

    #[test]
    fn a_value_of_several_parts_fits_no_field() {
        assert_eq!(texts(("a", 1)), None);
        assert_eq!(texts(()), None);
        assert_eq!(texts(std::collections::BTreeMap::from([("a", 1)])), None);
    }
}
