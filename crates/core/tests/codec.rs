//! What is read is what was written, for every row of the codec's rules.

mod codec_support;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    net::{IpAddr, SocketAddr},
    time::{Duration, SystemTime},
};

use codec_support::{Bytes, exact, exact_everywhere, round_trip, written};
use leptos_actions_core::codec::{EncodeErrorKind, from_slice, to_vec};
use serde::{
    Deserialize, Serialize, Serializer,
    ser::{Error as _, SerializeSeq},
};

// covers: COD-03
#[test]
fn integers_of_every_width_survive_at_their_extremes() {
    macro_rules! extremes {
        ($($int:ident)*) => {$(
            for value in [$int::MIN, $int::MIN + 1, 0, 1, 23, 24, 100, $int::MAX - 1, $int::MAX] {
                exact_everywhere(value);
            }
        )*};
    }
    extremes!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);
}

// covers: COD-03
#[test]
fn integers_survive_around_every_power_of_two() {
    for bits in 0..128 {
        let power = 1u128 << bits;
        for value in [power - 1, power, power + 1] {
            exact(value);
            exact(value as i128);
            exact(-(value as i128 >> 1) - 1);
            exact(value as u64);
            exact(value as i64);
        }
    }
}

// covers: COD-03
#[test]
fn an_integer_beyond_64_bits_is_a_bignum() {
    written(u64::MAX, &[0x1b, 255, 255, 255, 255, 255, 255, 255, 255]);
    written(u128::from(u64::MAX), &[0x1b, 255, 255, 255, 255, 255, 255, 255, 255]);
    written(u128::from(u64::MAX) + 1, &[0xc2, 0x49, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    written(-i128::from(u64::MAX) - 2, &[0xc3, 0x49, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
}

// covers: COD-02
#[test]
fn floats_survive_bit_for_bit() {
    let doubles = [
        0.0,
        -0.0,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
        -f64::NAN,
        f64::from_bits(0x7ff0_0000_0000_0001),
        f64::from_bits(0xfff8_dead_beef_cafe),
        f64::MIN_POSITIVE,
        f64::from_bits(1),
        f64::MAX,
        f64::MIN,
        0.1,
        3.0,
    ];
    for value in doubles {
        assert_eq!(round_trip(&value).to_bits(), value.to_bits());
        assert_eq!(round_trip(&Some(vec![value])).unwrap()[0].to_bits(), value.to_bits());
        let narrow = value as f32;
        assert_eq!(round_trip(&narrow).to_bits(), narrow.to_bits());
    }
    for bits in [1, 0x7f80_0001, 0x7fc0_1234, 0xff80_0001, 0xffff_ffff, 0x807f_ffff] {
        assert_eq!(round_trip(&f32::from_bits(bits)).to_bits(), bits);
    }
}

#[test]
fn text_and_characters_survive() {
    for text in ["", "a", "Žluťoučký kůň", "日本語", "🦀\u{0}\u{7f}", &"x".repeat(70_000)] {
        exact_everywhere(text.to_owned());
        exact(text.to_owned().into_boxed_str());
    }
    for c in ['\0', 'a', 'ž', '日', '🦀', char::MAX] {
        exact_everywhere(c);
    }
}

// covers: COD-18
#[test]
fn bytes_that_are_not_text_survive() {
    let all: Vec<u8> = (0..=255).collect();
    exact_everywhere(Bytes(all.clone()));
    exact_everywhere(Bytes(Vec::new()));
    exact_everywhere(all);
    written(Bytes(vec![0, 255]), &[0x42, 0, 255]);
}

#[test]
fn bool_unit_and_unit_structs_survive() {
    #[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
    struct Unit;

    exact_everywhere(true);
    exact_everywhere(false);
    exact_everywhere(());
    exact_everywhere(Unit);
    written((), &[0xf6]);
    written(Unit, &[0xf6]);
}

#[test]
fn nested_options_survive_at_every_level() {
    type Three<T> = Option<Option<Option<T>>>;
    #[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
    struct Wrapped(Option<u8>);
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(transparent)]
    struct Transparent {
        inner: Option<Wrapped>,
    }

    let levels: [Three<u8>; 5] = [
        None,
        Some(None),
        Some(Some(None)),
        Some(Some(Some(0))),
        Some(Some(Some(246))),
    ];
    levels.into_iter().for_each(exact_everywhere);
    let units: [Three<()>; 4] = [None, Some(None), Some(Some(None)), Some(Some(Some(())))];
    units.into_iter().for_each(exact_everywhere);
    let wrapped = [None, Some(Wrapped(None)), Some(Wrapped(Some(1)))];
    wrapped.into_iter().for_each(exact_everywhere);
    wrapped
        .into_iter()
        .for_each(|inner| exact_everywhere(Some(Transparent { inner })));
}

#[test]
fn a_some_is_marked_only_where_it_would_read_as_none() {
    written(None::<()>, &[0xf6]);
    written(Some(()), &[0xc6, 0xf6]);
    written(Some(Some(())), &[0xc6, 0xc6, 0xf6]);
    written(Some(None::<u8>), &[0xc6, 0xf6]);
    written(Some(Some(7)), &[7]);
    written(vec![Some(None), Some(Some(1)), None], &[0x83, 0xc6, 0xf6, 1, 0xf6]);
    // A big integer begins with a tag too.
    exact(Some(u128::MAX));
    exact(Some(Some(i128::MIN)));
    // What lies behind the first item is left alone.
    exact((Some(((), None::<u8>)), Some(())));
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Book {
    title: String,
    pages: Option<u32>,
    discount: Option<Option<i8>>,
    seen: Option<()>,
    size: (u16, u16),
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
}

fn book() -> Book {
    Book {
        title: "Ž".into(),
        pages: None,
        discount: Some(None),
        seen: Some(()),
        size: (21, 30),
        tags: Vec::new(),
    }
}

#[test]
fn structs_and_tuples_survive() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Pair(i8, String);
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Empty {}

    exact_everywhere(book());
    exact_everywhere(Book {
        tags: vec!["a".into()],
        seen: None,
        ..book()
    });
    exact_everywhere(Pair(-1, "x".into()));
    exact_everywhere(Empty {});
    exact_everywhere((1u8, (2u8, "three".to_owned()), [4i64; 3]));
}

// covers: COD-05
#[test]
fn maps_take_keys_of_any_type() {
    #[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    struct Key {
        id: u8,
        name: String,
    }
    #[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    enum Kind {
        Plain,
        With(u8),
    }

    exact(BTreeMap::from([((1u8, "a".to_owned()), 1)]));
    exact(BTreeMap::from([(true, 1), (false, 2)]));
    exact(BTreeMap::from([
        (i64::MIN, "min".to_owned()),
        (i64::MAX, "max".to_owned()),
    ]));
    exact(BTreeMap::from([(u128::MAX, ())]));
    exact(BTreeMap::from([((), Some(()))]));
    exact(BTreeMap::from([(None, 1), (Some(None), 2), (Some(Some(3u8)), 3)]));
    exact(BTreeMap::from([(
        Key {
            id: 1,
            name: "x".into(),
        },
        vec![1],
    )]));
    exact(BTreeMap::from([(Kind::Plain, 1), (Kind::With(2), 2)]));
    exact(BTreeMap::from([(
        BTreeMap::from([('c', 1)]),
        BTreeSet::from(["s".to_owned()]),
    )]));
    exact(BTreeMap::from([(Bytes(vec![0xff]), 1)]));
    exact(HashMap::<String, u8>::new());
}

// covers: COD-05
#[test]
fn sets_of_structures_survive() {
    exact(BTreeSet::from([Some((1u8, 'a')), None, Some((2, 'b'))]));
}

#[test]
fn json_values_survive() {
    use serde_json::{Value, json};

    let values = [
        Value::Null,
        json!([null, [null], {}, []]),
        json!({"a": null, "b": {"": 1.5}, "max": u64::MAX, "min": i64::MIN}),
        json!(-0.0),
    ];
    values.into_iter().for_each(exact_everywhere);
    exact([None, Some(Value::Null)]);
}

// covers: COD-04
#[test]
fn times_and_addresses_survive() {
    exact_everywhere(Duration::MAX);
    exact_everywhere(Duration::from_nanos(1));
    exact_everywhere(SystemTime::UNIX_EPOCH + Duration::new(1_700_000_000, 123_456_789));
    for address in ["127.0.0.1", "::1", "2001:db8::ff00:42:8329"] {
        exact_everywhere(address.parse::<IpAddr>().unwrap());
    }
    for address in ["127.0.0.1:80", "[::1]:65535"] {
        exact_everywhere(address.parse::<SocketAddr>().unwrap());
    }
}

// covers: COD-01
#[test]
fn a_field_that_is_left_out_is_none() {
    let message = to_vec(&BTreeMap::from([("title", "x")])).unwrap();
    #[derive(Debug, PartialEq, Deserialize)]
    struct Draft {
        title: String,
        pages: Option<u32>,
    }
    assert_eq!(
        from_slice::<Draft>(&message).unwrap(),
        Draft {
            title: "x".into(),
            pages: None
        }
    );
}

// covers: COD-17
#[test]
fn a_long_list_survives() {
    exact((0..10_240).map(|n| (n, format!("item {n}"))).collect::<Vec<_>>());
}

#[test]
fn lists_and_maps_of_unknown_length_survive() {
    struct Stream(Vec<u8>);

    impl Serialize for Stream {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut list = serializer.serialize_seq(None)?;
            self.0.iter().try_for_each(|byte| list.serialize_element(byte))?;
            list.end()
        }
    }

    written(Stream(vec![1, 2]), &[0x9f, 1, 2, 0xff]);
    assert_eq!(
        from_slice::<Vec<u8>>(&to_vec(&Stream(vec![1, 2])).unwrap()).unwrap(),
        [1, 2]
    );
    assert!(
        from_slice::<Vec<u8>>(&to_vec(&Stream(vec![])).unwrap())
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_list_of_another_length_than_announced_is_not_written() {
    struct Liar(usize, usize);

    impl Serialize for Liar {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut list = serializer.serialize_seq(Some(self.0))?;
            (0..self.1).try_for_each(|n| list.serialize_element(&n))?;
            list.end()
        }
    }

    assert_eq!(to_vec(&Liar(2, 1)).unwrap_err().kind(), EncodeErrorKind::Length);
    assert_eq!(to_vec(&Liar(1, 2)).unwrap_err().kind(), EncodeErrorKind::Length);
    assert!(to_vec(&Liar(2, 2)).is_ok());
}

// covers: COD-15
#[test]
fn a_refused_value_is_named_in_the_log_and_nowhere_else() {
    struct Canary;

    impl Serialize for Canary {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(S::Error::custom("canary-4711"))
        }
    }

    let error = to_vec(&vec![Canary]).unwrap_err();
    assert_eq!(error.kind(), EncodeErrorKind::Refused);
    assert_eq!(error.detail(), "canary-4711");
    assert!(!format!("{error} {error:?} {error:#?}").contains("canary"));
}
