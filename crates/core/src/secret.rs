//! [`Secret`], a value that neither prints nor echoes.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeOwned, Visitor},
};

/// By this name a probe knows a secret without decoding one.
pub(crate) const NAME: &str = "leptos_actions::Secret";

/// A password, or anything else that must not be seen: `Debug` does not print it, and a page that answers a failed form
/// never shows it again. It travels as the value inside.
///
/// ```
/// use leptos_actions_core::Secret;
///
/// let password = Secret::new("hunter2".to_owned());
/// assert_eq!(format!("{password:?}"), "Secret(..)");
/// assert_eq!(password.expose(), "hunter2");
/// ```
///
/// It may stand in an option, a list or a newtype. Comparing two takes as long as their common beginning is: it is for
/// "both entries are the same", not for a stored token.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Hides a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for the one place that needs it.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// The value itself.
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl<T: Serialize> Serialize for Secret<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Inside<T>(std::marker::PhantomData<T>);

        impl<'de, T: DeserializeOwned> Visitor<'de> for Inside<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a secret")
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
                T::deserialize(deserializer)
            }
        }

        let inside = Inside(std::marker::PhantomData);
        deserializer.deserialize_newtype_struct(NAME, inside).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec;

    #[test]
    fn a_secret_travels_as_the_value_inside() {
        let secret = Secret::new("hunter2".to_owned());
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"hunter2\"");
        assert_eq!(serde_json::from_str::<Secret<String>>("\"hunter2\"").unwrap(), secret);
        let bytes = codec::to_vec(&Some(&secret)).unwrap();
        assert_eq!(bytes, codec::to_vec("hunter2").unwrap());
        assert_eq!(
            codec::from_slice::<Option<Secret<String>>>(&bytes).unwrap(),
            Some(secret)
        );
    }

    #[test]
    fn no_debug_text_holds_a_secret() {
        let text = format!("{:?}", Some(vec![Secret::new("hunter2")]));
        assert_eq!(text, "Some([Secret(..)])");
    }
}
