//! The ways to write an enum, and the types that serde buffers on the way.

mod codec_support;

use std::{collections::BTreeMap, net::IpAddr};

use codec_support::{Bytes, exact, exact_everywhere, round_trip, written};
use leptos_actions_core::codec::{DecodeErrorKind, from_slice, to_vec};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum External {
    Unit,
    Newtype(Option<Option<u8>>),
    NewtypeUnit(()),
    Tuple(u8, i128),
    Struct { big: u128, inner: Option<Box<External>> },
    Empty {},
    None(),
}

#[test]
fn externally_tagged_enums_survive() {
    exact_everywhere(External::Unit);
    exact_everywhere(External::Newtype(None));
    exact_everywhere(External::Newtype(Some(None)));
    exact_everywhere(External::NewtypeUnit(()));
    exact_everywhere(External::Tuple(1, i128::MIN));
    exact_everywhere(External::Struct {
        big: u128::MAX,
        inner: Some(Box::new(External::Unit)),
    });
    exact_everywhere(External::Empty {});
    exact_everywhere(External::None());
    written(External::Unit, b"\x64Unit");
    written(External::NewtypeUnit(()), b"\xa1\x6bNewtypeUnit\xf6");
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Payload {
    count: i64,
    inner: Option<Option<u8>>,
    address: IpAddr,
    raw: Bytes,
    map: BTreeMap<String, f32>,
}

fn payload() -> Payload {
    Payload {
        count: i64::MIN,
        inner: Some(None),
        address: [127, 0, 0, 1].into(),
        raw: Bytes(vec![0, 159, 146, 150]),
        map: BTreeMap::from([("half".into(), 0.5)]),
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Nothing;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
enum Internal {
    Unit,
    UnitStruct(Nothing),
    Newtype(Payload),
    Struct {
        value: Option<Option<()>>,
        list: Vec<Option<u64>>,
        nested: External,
    },
}

#[test]
fn internally_tagged_enums_survive() {
    exact_everywhere(Internal::Unit);
    exact_everywhere(Internal::UnitStruct(Nothing));
    exact_everywhere(Internal::Newtype(payload()));
    for value in [None, Some(None), Some(Some(()))] {
        let nested = External::Newtype(Some(None));
        exact_everywhere(Internal::Struct {
            value,
            list: vec![None, Some(u64::MAX)],
            nested,
        });
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    Unit,
    NewtypeUnit(()),
    Newtype(Payload),
    Option(Option<Option<u8>>),
    Tuple(u8, char),
    Struct { big: i128 },
}

#[test]
fn adjacently_tagged_enums_survive() {
    exact_everywhere(Adjacent::Unit);
    exact_everywhere(Adjacent::NewtypeUnit(()));
    exact_everywhere(Adjacent::Newtype(payload()));
    exact_everywhere(Adjacent::Option(Some(None)));
    exact_everywhere(Adjacent::Option(None));
    exact_everywhere(Adjacent::Tuple(1, 'ž'));
    // The tag is written first, so the content is not buffered and may be of any width.
    exact_everywhere(Adjacent::Struct { big: i128::MAX });
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Flag(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(String),
    Raw(Bytes),
    Nested(Option<Option<u8>>),
    Pair(u8, String),
    Payload(Payload),
    Tagged(Internal),
}

#[test]
fn untagged_enums_survive() {
    exact_everywhere(Untagged::Flag(true));
    exact_everywhere(Untagged::Unsigned(u64::MAX));
    exact_everywhere(Untagged::Signed(i64::MIN));
    exact_everywhere(Untagged::Float(-0.5));
    exact_everywhere(Untagged::Text("x".into()));
    exact_everywhere(Untagged::Raw(Bytes(vec![0xff])));
    exact_everywhere(Untagged::Pair(1, "x".into()));
    exact_everywhere(Untagged::Payload(payload()));
    exact_everywhere(Untagged::Tagged(Internal::Unit));
}

#[test]
fn nulls_in_untagged_enums_survive() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    enum WithUnit {
        List(Vec<u8>),
        Unit,
    }
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    enum WithUnitStruct {
        List(Vec<u8>),
        Unit(Nothing),
    }

    exact_everywhere(WithUnit::Unit);
    exact_everywhere(WithUnit::List(Vec::new()));
    exact_everywhere(WithUnitStruct::Unit(Nothing));
    exact_everywhere(Untagged::Nested(None));
    exact_everywhere(Untagged::Nested(Some(None)));
}

#[test]
fn flattened_fields_survive() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Other {
        title: String,
        pages: Option<Option<u8>>,
    }
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct WithEnum {
        id: u8,
        #[serde(flatten)]
        payload: Payload,
        #[serde(flatten)]
        kind: Internal,
        #[serde(flatten)]
        other: Option<Other>,
    }
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct WithRest {
        id: Option<Option<u8>>,
        #[serde(flatten)]
        rest: BTreeMap<String, serde_json::Value>,
    }

    exact_everywhere(WithEnum {
        id: 1,
        payload: payload(),
        kind: Internal::Unit,
        other: Some(Other {
            title: "x".into(),
            pages: Some(None),
        }),
    });
    exact_everywhere(WithEnum {
        id: 1,
        payload: payload(),
        kind: Internal::UnitStruct(Nothing),
        other: None,
    });
    let rest = BTreeMap::from([
        ("null".into(), serde_json::Value::Null),
        ("list".into(), serde_json::json!([1, null])),
    ]);
    exact_everywhere(WithRest { id: Some(None), rest });
}

// covers: COD-02
#[test]
fn floats_survive_bit_for_bit_through_serdes_buffer() {
    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Either {
        Single(f32),
    }
    #[derive(Serialize, Deserialize)]
    #[serde(tag = "kind")]
    enum Tagged {
        Double { value: f64 },
    }

    for bits in [0x7fc0_1234, 0xff80_0001, 0x8000_0000, 1] {
        let Either::Single(value) = round_trip(&Either::Single(f32::from_bits(bits)));
        assert_eq!(value.to_bits(), bits);
    }
    for bits in [0x7ff0_0000_0000_0001, 0xfff8_dead_beef_cafe, 1 << 63, 1] {
        let Tagged::Double { value } = round_trip(&Tagged::Double {
            value: f64::from_bits(bits),
        });
        assert_eq!(value.to_bits(), bits);
    }
}

/// The first exception: serde's buffer has no 128-bit integers.
#[test]
fn a_128_bit_integer_in_a_buffered_type_is_an_error() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(i128),
        Text(String),
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "t")]
    enum Tagged {
        Number { value: u128 },
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Flat {
        #[serde(flatten)]
        inner: Inner,
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Inner {
        value: i128,
    }

    for value in [
        0,
        -1,
        i128::from(u64::MAX),
        i128::from(u64::MAX) + 1,
        i128::from(i64::MIN) - 1,
        i128::MIN,
    ] {
        assert!(from_slice::<Either>(&to_vec(&Either::Number(value)).unwrap()).is_err());
        assert!(from_slice::<Flat>(&to_vec(&Flat { inner: Inner { value } }).unwrap()).is_err());
    }
    for value in [0, u128::MAX] {
        assert!(from_slice::<Tagged>(&to_vec(&Tagged::Number { value }).unwrap()).is_err());
    }
    // Nor does it become another number where a smaller one is asked for.
    for value in [
        i128::from(u64::MAX) + 1,
        i128::from(i64::MIN) - 1,
        -i128::from(u64::MAX) - 1,
    ] {
        assert!(from_slice::<Untagged>(&to_vec(&value).unwrap()).is_err());
        assert!(from_slice::<serde_json::Value>(&to_vec(&value).unwrap()).is_err());
    }
}

/// The second exception: the names of fields are texts, and reading others costs the browser too much.
#[test]
fn a_flattened_map_with_other_keys_than_texts_is_an_error() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Flat {
        id: u8,
        #[serde(flatten)]
        rest: BTreeMap<u32, u8>,
    }

    let message = to_vec(&Flat {
        id: 1,
        rest: BTreeMap::from([(7, 7)]),
    })
    .unwrap();
    assert_eq!(from_slice::<Flat>(&message).unwrap_err().kind(), DecodeErrorKind::Type);
    exact(Flat {
        id: 1,
        rest: BTreeMap::new(),
    });
}
