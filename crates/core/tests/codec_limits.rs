//! How much a message may ask of its reader, and what an error tells of the message.

mod codec_support;

use std::{
    collections::{BTreeMap, HashMap},
    error::Error,
    fmt::Debug,
};

use codec_support::{Point, Shape, reads, refuses};
use leptos_actions_core::codec::{DecodeErrorKind as Kind, Limits, from_slice, from_slice_with, to_vec};
use serde::{
    Deserialize, Serialize,
    de::{DeserializeOwned, IgnoredAny},
};

// covers: GST-27
#[test]
fn a_declared_length_reserves_no_memory() {
    for major in [0x40, 0x60, 0x80, 0xa0] {
        for length in [u32::MAX.into(), u64::MAX >> 1, u64::MAX] {
            let message = [&[major | 0x1b][..], &length.to_be_bytes()[..], &[0; 64]].concat();
            assert!(from_slice::<Vec<u8>>(&message).is_err());
            assert!(from_slice::<String>(&message).is_err());
            assert!(from_slice::<HashMap<u8, u8>>(&message).is_err());
            assert!(from_slice::<serde_json::Value>(&message).is_err());
            assert!(from_slice::<IgnoredAny>(&message).is_err());
            let chunk = [&[0x7f][..], &message].concat();
            assert!(from_slice::<String>(&chunk).is_err());
        }
    }
    // Nor is anything read of a list that cannot be there.
    let error = from_slice::<Vec<u8>>(&[0x83, 1, 2]).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (Kind::Truncated, 1));
}

#[test]
fn a_hint_of_size_is_never_larger_than_the_message() {
    struct Hint(Option<usize>);

    impl<'de> Deserialize<'de> for Hint {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct HintVisitor;

            impl<'de> serde::de::Visitor<'de> for HintVisitor {
                type Value = Hint;

                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("a list")
                }

                fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<Hint, A::Error> {
                    let hint = list.size_hint();
                    while list.next_element::<IgnoredAny>()?.is_some() {}
                    Ok(Hint(hint))
                }
            }

            deserializer.deserialize_seq(HintVisitor)
        }
    }

    let hint = |message: &[u8]| from_slice::<Hint>(message).unwrap().0;
    assert_eq!(hint(&[0x82, 0, 0]), Some(2));
    assert_eq!(hint(&[0x9f, 0, 0xff]), None);
    assert_eq!(hint(&[&[0x99, 0xff, 0xff][..], &[0; 0xffff]].concat()), Some(4096));
}

/// A list in a list in a list, and so on.
fn nested(depth: usize) -> Vec<u8> {
    [vec![0x81; depth], vec![0x80]].concat()
}

// covers: GST-27
#[test]
fn nesting_is_limited_also_in_what_is_skipped() {
    #[derive(Debug, Deserialize)]
    struct Lists(Vec<Lists>);

    let depth = Limits::default().depth;
    assert!(from_slice::<Lists>(&nested(depth - 1)).is_ok_and(|lists| lists.0.len() == 1));
    refuses::<Lists>(&nested(depth), Kind::Depth);
    // Lists, lists without end, maps in maps, options in options.
    for level in [&b"\x81"[..], b"\x9f", b"\xa1\x60", b"\xc6"] {
        let message = level.repeat(1_000_000);
        refuses::<Option<serde_json::Value>>(&message, Kind::Depth);
        refuses::<IgnoredAny>(&message, Kind::Depth);
        let field = [b"\xa1\x61z", &message[..]].concat();
        refuses::<Point>(&field, Kind::Depth);
    }
    let limits = Limits::default().with_depth(2);
    assert!(from_slice_with::<IgnoredAny>(&nested(1), limits).is_ok());
    assert_eq!(
        from_slice_with::<IgnoredAny>(&nested(2), limits).unwrap_err().kind(),
        Kind::Depth
    );
}

#[test]
fn nesting_is_limited_in_a_type_that_is_an_option_of_itself() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Chain(Option<Box<Chain>>);

    let chain = |links| (0..links).fold(Chain(None), |chain, _| Chain(Some(Box::new(chain))));
    reads(&to_vec(&chain(100)).unwrap(), chain(100));
    refuses::<Chain>(&to_vec(&chain(200)).unwrap(), Kind::Depth);
    refuses::<Chain>(&[0x05], Kind::Depth);
}

#[test]
fn a_level_that_was_left_counts_no_more() {
    let wide = vec![Some(vec![Some(vec![1u8])]); 1000];
    reads(&to_vec(&wide).unwrap(), wide.clone());
    reads(
        &to_vec(&vec![Shape::Line(1, 2), Shape::Dot { x: 1 }]).unwrap(),
        vec![Shape::Line(1, 2), Shape::Dot { x: 1 }],
    );
    let skipped = BTreeMap::from([
        ("x", serde_json::json!(1)),
        ("z", serde_json::json!(vec![[[1], [2]]; 500])),
    ]);
    reads(&to_vec(&skipped).unwrap(), Point { x: 1, y: None });
    let shapes: Vec<Shape> = (0..1000).map(|_| Shape::Line(1, 2)).collect();
    reads(&to_vec(&shapes).unwrap(), shapes);
}

#[test]
fn the_number_of_elements_is_limited_also_in_what_is_skipped() {
    let limits = Limits::default().with_nodes(10);
    let read = |message: &[u8]| from_slice_with::<Vec<Vec<()>>>(message, limits).map_err(|error| error.kind());
    assert!(read(&to_vec(&vec![vec![(); 8], vec![]]).unwrap()).is_ok());
    assert_eq!(
        read(&to_vec(&vec![vec![(); 8], vec![()]]).unwrap()).unwrap_err(),
        Kind::Nodes
    );

    let field = |length| {
        to_vec(&BTreeMap::from([
            ("x", serde_json::json!(1)),
            ("z", vec![1; length].into()),
        ]))
        .unwrap()
    };
    let read = |message: &[u8]| from_slice_with::<Point>(message, limits).map_err(|error| error.kind());
    assert!(read(&field(8)).is_ok());
    assert_eq!(read(&field(9)).unwrap_err(), Kind::Nodes);
    let unknown: BTreeMap<String, u8> = (0..11).map(|n| (format!("unknown{n}"), 1)).collect();
    assert_eq!(read(&to_vec(&unknown).unwrap()).unwrap_err(), Kind::Nodes);
}

const CANARY: &str = "canary-4711";

/// Reads a message as a type that it is not.
type Misreading = fn(&[u8]) -> Box<dyn Error>;

/// Every way in which a message's own words reach serde's errors.
fn canaries() -> Vec<(Vec<u8>, Misreading)> {
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Strict {}
    #[derive(Debug, Deserialize)]
    #[serde(untagged)]
    enum Either {
        #[expect(dead_code)]
        Number(u8),
    }

    fn error<T: DeserializeOwned + Debug>(message: &[u8]) -> Box<dyn Error> {
        Box::new(from_slice::<T>(message).unwrap_err())
    }
    let text = to_vec(CANARY).unwrap();
    let map = to_vec(&BTreeMap::from([(CANARY, CANARY)])).unwrap();
    vec![
        (text.clone(), error::<char> as Misreading),
        (text.clone(), error::<Shape>),
        (text.clone(), error::<std::net::IpAddr>),
        (text.clone(), error::<Either>),
        (text.clone(), error::<u8>),
        (map.clone(), error::<Shape>),
        (map.clone(), error::<Strict>),
        (map, error::<BTreeMap<String, char>>),
    ]
}

// covers: COD-15
#[test]
fn an_error_shows_nothing_of_the_message() {
    for (message, decode) in canaries() {
        let error = decode(&message);
        let shown = format!(
            "{error} {error:?} {error:#?} {:?}",
            error.source().map(ToString::to_string)
        );
        assert!(!shown.contains("canary") && !shown.contains("4711"), "{shown}");
    }
}

#[test]
fn the_detail_for_the_log_is_one_short_line() {
    let word = format!("{CANARY}\r\n\u{1b}[31m{}", "x".repeat(100_000));
    let error = from_slice::<Shape>(&to_vec(&word).unwrap()).unwrap_err();
    assert_eq!(error.kind(), Kind::Variant);
    assert!(error.detail().contains(CANARY), "{}", error.detail());
    assert!(error.detail().len() < 300);
    assert!(!error.detail().contains(char::is_control));
}

#[test]
fn an_error_tells_where_it_happened() {
    let message = to_vec(&vec![1u64, 2, 300, 4]).unwrap();
    assert_eq!(from_slice::<Vec<u8>>(&message).unwrap_err().offset(), 6);
    assert_eq!(
        from_slice::<Vec<u64>>(&message[..3]).unwrap_err().kind(),
        Kind::Truncated
    );
}
