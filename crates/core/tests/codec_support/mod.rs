//! What the tests of the codec share.
#![allow(dead_code, reason = "each test program uses a part of it")]

use std::{
    collections::BTreeMap,
    fmt::{self, Debug},
};

use leptos_actions_core::codec::{DecodeErrorKind, from_slice, to_vec};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeOwned, Visitor},
};

/// What comes back.
pub fn round_trip<T: Serialize + DeserializeOwned>(value: &T) -> T {
    let message = to_vec(value).expect("encodes");
    from_slice(&message).unwrap_or_else(|error| panic!("{error}: {} in {message:02x?}", error.detail()))
}

/// What comes back is what was sent.
#[track_caller]
pub fn exact<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T) {
    assert_eq!(round_trip(&value), value);
}

/// The value, and the same in places where it is written by other code.
#[track_caller]
pub fn exact_everywhere<T: Serialize + DeserializeOwned + PartialEq + Debug + Clone>(value: T) {
    exact(value.clone());
    exact(Some(value.clone()));
    exact(Some(Some(value.clone())));
    exact(vec![value.clone(), value.clone()]);
    exact((value.clone(), 1u8));
    exact(BTreeMap::from([("key", value.clone())].map(|(k, v)| (k.to_owned(), v))));
    exact(Ok::<T, ()>(value));
}

/// What is sent are these bytes.
#[track_caller]
pub fn written(value: impl Serialize, expected: &[u8]) {
    let message = to_vec(&value).expect("encodes");
    assert_eq!(message, expected, "{message:02x?}");
}

/// Serialized as bytes, and read from nothing else: an untagged enum takes the first variant that fits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(pub Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct BytesVisitor;

        impl Visitor<'_> for BytesVisitor {
            type Value = Bytes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }
        }

        deserializer.deserialize_bytes(BytesVisitor)
    }
}

/// The message is one way to write the value.
#[track_caller]
pub fn reads<T: DeserializeOwned + PartialEq + Debug>(message: &[u8], expected: T) {
    assert_eq!(from_slice::<T>(message).expect("decodes"), expected, "{message:02x?}");
}

/// The message is no way to write such a value.
#[track_caller]
pub fn refuses<T: DeserializeOwned + Debug>(message: &[u8], kind: DecodeErrorKind) {
    let error = from_slice::<T>(message).expect_err("is refused");
    assert_eq!(error.kind(), kind, "{error}: {}", error.detail());
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub x: i32,
    pub y: Option<f64>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub enum Shape {
    Nothing,
    Circle(u8),
    Line(u8, u8),
    Dot { x: u8 },
}
