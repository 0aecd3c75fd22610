//! Our codec, for what the server's rendering hands to hydration.

use codee::{Decoder, Encoder};
use leptos_actions_core::codec;
use serde::{Serialize, de::DeserializeOwned};

/// The codec of calls as a codec of resources: exact where JSON is not, and already linked.
#[derive(Debug)]
#[non_exhaustive]
pub struct Cbor;

impl<T: Serialize> Encoder<T> for Cbor {
    type Error = codec::EncodeError;
    type Encoded = Vec<u8>;

    fn encode(value: &T) -> Result<Vec<u8>, Self::Error> {
        codec::to_vec(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for Cbor {
    type Error = codec::DecodeError;
    type Encoded = [u8];

    fn decode(bytes: &[u8]) -> Result<T, Self::Error> {
        codec::from_slice(bytes)
    }
}
