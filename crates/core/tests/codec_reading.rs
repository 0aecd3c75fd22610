//! What the codec takes from other writers, and what it refuses.

mod codec_support;

use std::collections::BTreeMap;

use codec_support::{Point, Shape, reads, refuses};
use leptos_actions_core::codec::{DecodeErrorKind as Kind, from_slice, to_vec};
use serde::{Deserialize, de::IgnoredAny};

// covers: COD-03
#[test]
fn integers_are_taken_in_longer_forms_than_needed() {
    for message in [
        &[0x05][..],
        &[0x18, 5],
        &[0x19, 0, 5],
        &[0x1a, 0, 0, 0, 5],
        &[0x1b, 0, 0, 0, 0, 0, 0, 0, 5],
    ] {
        reads(message, 5u8);
        reads(message, 5u64);
        reads(message, 5i8);
        reads(message, 5i128);
        reads(message, 5.0f32);
        reads(message, serde_json::json!(5));
    }
    for message in [
        &[0x24][..],
        &[0x38, 4],
        &[0x39, 0, 4],
        &[0x3a, 0, 0, 0, 4],
        &[0x3b, 0, 0, 0, 0, 0, 0, 0, 4],
    ] {
        reads(message, -5i8);
        reads(message, -5i64);
        reads(message, -5i128);
        reads(message, -5.0f64);
        reads(message, serde_json::json!(-5));
    }
    reads(&[0xc2, 0x41, 5], 5u128);
    reads(&[0xd8, 2, 0x42, 0, 5], 5i128);
    reads(&[0xc3, 0x41, 4], -5i128);
}

// covers: COD-02
#[test]
fn floats_are_taken_in_any_width_that_is_exact() {
    reads(&[0xf9, 0x3c, 0x00], 1.0f64);
    reads(&[0xf9, 0x3c, 0x00], 1.0f32);
    reads(&[0xf9, 0x00, 0x01], 2f64.powi(-24));
    reads(&[0xf9, 0xfc, 0x00], f32::NEG_INFINITY);
    reads(&[0xfa, 0x3f, 0xc0, 0, 0], 1.5f64);
    reads(&[0xfb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0], 1.5f32);
    reads(&to_vec(&f64::INFINITY).unwrap(), f32::INFINITY);
    reads(&to_vec(&f64::from(f32::from_bits(1))).unwrap(), f32::from_bits(1));
    assert!(from_slice::<f64>(&[0xf9, 0x80, 0x00]).unwrap().is_sign_negative());
    assert!(
        from_slice::<f32>(&to_vec(&-0.0f64).unwrap())
            .unwrap()
            .is_sign_negative()
    );

    refuses::<f32>(&to_vec(&0.1f64).unwrap(), Kind::Range);
    refuses::<f32>(&to_vec(&1e300f64).unwrap(), Kind::Range);
    refuses::<f32>(&to_vec(&f64::from_bits(1)).unwrap(), Kind::Range);
}

// covers: COD-02
#[test]
fn a_nan_keeps_its_payload_in_every_width_that_holds_it() {
    let read = |message: &[u8]| from_slice::<f64>(message).unwrap().to_bits();
    assert_eq!(read(&[0xf9, 0xfe, 0x01]), 0xfff8_0400_0000_0000);
    assert_eq!(read(&[0xfa, 0x7f, 0x80, 0, 0x01]), 0x7ff0_0000_2000_0000);
    let narrow = from_slice::<f32>(&to_vec(&f64::from_bits(0x7ff0_0000_2000_0000)).unwrap()).unwrap();
    assert_eq!(narrow.to_bits(), 0x7f80_0001);
    refuses::<f32>(&to_vec(&f64::from_bits(0x7ff8_0000_0000_0001)).unwrap(), Kind::Range);
    refuses::<f32>(&to_vec(&f64::from_bits(0x7ff0_0000_0000_0001)).unwrap(), Kind::Range);
}

#[test]
fn every_half_float_is_the_number_of_its_formula() {
    for bits in 0..=u16::MAX {
        let [high, low] = bits.to_be_bytes();
        let read = from_slice::<f64>(&[0xf9, high, low]).unwrap();
        let (exponent, fraction) = (i32::from(bits >> 10) & 0x1f, f64::from(bits & 0x3ff));
        let magnitude = match exponent {
            0 => fraction * 2f64.powi(-24),
            31 if fraction == 0.0 => f64::INFINITY,
            31 => f64::NAN,
            _ => (1024.0 + fraction) * 2f64.powi(exponent - 25),
        };
        assert!(
            read.abs() == magnitude || (read.is_nan() && magnitude.is_nan()),
            "{bits:04x}"
        );
        assert_eq!(read.is_sign_negative(), bits >> 15 == 1);
    }
}

// covers: COD-03
#[test]
fn a_whole_number_is_taken_as_a_float_only_if_it_is_one() {
    reads(&to_vec(&(1u64 << 53)).unwrap(), 9_007_199_254_740_992.0f64);
    reads(
        &to_vec(&u64::MAX.wrapping_shl(11)).unwrap(),
        18_446_744_073_709_549_568.0f64,
    );
    reads(&to_vec(&i64::MIN).unwrap(), -9_223_372_036_854_775_808.0f64);
    reads(&to_vec(&(1u32 << 24)).unwrap(), 16_777_216.0f32);
    reads(&[0x00], 0.0f32);

    refuses::<f64>(&to_vec(&((1u64 << 53) + 1)).unwrap(), Kind::Range);
    refuses::<f64>(&to_vec(&u64::MAX).unwrap(), Kind::Range);
    refuses::<f64>(&to_vec(&i64::MAX).unwrap(), Kind::Range);
    refuses::<f64>(&to_vec(&(-i64::MAX)).unwrap(), Kind::Range);
    refuses::<f32>(&to_vec(&((1u32 << 24) + 1)).unwrap(), Kind::Range);
}

#[test]
fn strings_lists_and_maps_are_taken_in_indefinite_length() {
    reads(&[0x7f, 0x61, b'a', 0x60, 0x62, b'b', b'c', 0xff], "abc".to_owned());
    reads(&[0x7f, 0xff], String::new());
    reads(&[0x9f, 1, 2, 0xff], vec![1, 2]);
    reads(&[0x9f, 1, 2, 0xff], (1, 2));
    reads(b"\xbf\x61a\x01\xff", BTreeMap::from([("a".to_owned(), 1)]));
    reads(b"\xbf\x61y\xf6\x7f\x61x\xff\x01\xff", Point { x: 1, y: None });
    reads(b"\xbf\x66Circle\x01\xff", Shape::Circle(1));
    reads(b"\xbf\x64Line\x9f\x01\x02\xff\xff", Shape::Line(1, 2));
    reads(b"\xbf\x63Dot\xbf\x61x\x01\xff\xff", Shape::Dot { x: 1 });
    reads(b"\xa1\x67Nothing\xf6", Shape::Nothing);
    reads(b"\x9f\xbf\xff\x9f\xff\xff", serde_json::json!([{}, []]));
}

// covers: COD-01
#[test]
fn undefined_reads_as_null() {
    reads(&[0xf7], None::<u8>);
    reads(&[0xf7], ());
    reads(&[0x83, 1, 0xf7, 2], vec![Some(1), None, Some(2)]);
    reads(b"\xa2\x61x\x01\x61y\xf7", Point { x: 1, y: None });
    reads(&[0xf7], serde_json::Value::Null);
}

#[test]
fn the_mark_of_an_option_is_taken_where_it_is_not_needed() {
    reads(&[0xc6, 0x05], Some(5u8));
    reads(&[0xc6, 0xc6, 0x05], Some(Some(5u8)));
    reads(&[0xd8, 0x06, 0xf6], Some(None::<u8>));
    refuses::<u8>(&[0xc6, 0x05], Kind::Type);
    refuses::<()>(&[0xc6, 0xf6], Kind::Type);
    refuses::<Option<u8>>(&[0xc6, 0xf6], Kind::Type);
}

#[test]
fn anything_after_the_value_is_refused() {
    refuses::<u8>(&[1, 1], Kind::Trailing);
    refuses::<Vec<u8>>(&[0x81, 1, 0xf6], Kind::Trailing);
    refuses::<IgnoredAny>(&[0x80, 0xff], Kind::Trailing);
    assert_eq!(from_slice::<u8>(&[1, 1]).unwrap_err().offset(), 1);
}

#[test]
fn a_number_outside_its_type_is_refused() {
    refuses::<u8>(&[0x19, 1, 0], Kind::Range);
    refuses::<i8>(&[0x18, 128], Kind::Range);
    refuses::<i8>(&[0x38, 128], Kind::Range);
    refuses::<i64>(&to_vec(&u64::MAX).unwrap(), Kind::Range);
    refuses::<i64>(&to_vec(&i128::from(i64::MIN).wrapping_sub(1)).unwrap(), Kind::Range);
    refuses::<u8>(&to_vec(&-1).unwrap(), Kind::Type);
    refuses::<u128>(&to_vec(&-1).unwrap(), Kind::Type);
    refuses::<i128>(&to_vec(&u128::MAX).unwrap(), Kind::Range);
    refuses::<u128>(&[&[0xc2, 0x51, 1][..], &[0; 16]].concat(), Kind::Range);
    refuses::<u64>(&to_vec(&1.0).unwrap(), Kind::Type);
}

#[test]
fn a_value_of_another_type_is_refused() {
    refuses::<bool>(&[0x01], Kind::Type);
    refuses::<String>(&[0x41, b'a'], Kind::Type);
    refuses::<Vec<u8>>(&[0x41, b'a'], Kind::Type);
    refuses::<u8>(&[0x61, b'1'], Kind::Type);
    refuses::<()>(&[0x80], Kind::Type);
    refuses::<f64>(&[0x61, b'1'], Kind::Type);
    refuses::<f64>(&[0xc2, 0x41, 1], Kind::Type);
    refuses::<Shape>(&[0x01], Kind::Type);
    refuses::<Shape>(b"\x66Circle", Kind::Type);
    refuses::<Shape>(b"\x63Dot", Kind::Type);
    refuses::<Shape>(b"\xa1\x67Nothing\x01", Kind::Type);
    refuses::<char>(b"\x62ab", Kind::Refused);
    refuses::<std::num::NonZeroU8>(&[0], Kind::Refused);
}

#[test]
fn a_struct_is_a_map_with_texts_as_keys_and_nothing_else() {
    reads(b"\xa1\x61x\x01", Point { x: 1, y: None });
    refuses::<Point>(&[0x82, 1, 0xf6], Kind::Type);
    refuses::<Point>(&[0xa2, 0, 1, 1, 0xf6], Kind::Type);
    refuses::<Point>(b"\xa1\x41x\x01", Kind::Type);
}

#[test]
fn a_field_that_is_missing_unknown_or_repeated_is_refused() {
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Strict {
        #[serde(rename = "x")]
        _x: u8,
    }

    refuses::<Point>(b"\xa0", Kind::Field);
    refuses::<Point>(b"\xa2\x61x\x01\x61x\x01", Kind::Field);
    refuses::<Strict>(b"\xa2\x61x\x01\x61y\x01", Kind::Field);
    refuses::<Shape>(b"\x65Other", Kind::Variant);
}

#[test]
fn a_list_of_another_length_is_refused() {
    refuses::<(u8, u8)>(&[0x81, 1], Kind::Length);
    refuses::<(u8, u8)>(&[0x83, 1, 2, 3], Kind::Length);
    refuses::<(u8, u8)>(&[0x9f, 1, 2, 3, 0xff], Kind::Length);
    refuses::<Shape>(b"\xa0", Kind::Length);
    refuses::<Shape>(b"\xbf\xff", Kind::Length);
    refuses::<Shape>(b"\xa2\x66Circle\x01\x66Circle\x01", Kind::Length);
    refuses::<Shape>(b"\xa1\x64Line\x83\x01\x02\x03", Kind::Length);
}

#[test]
fn malformed_messages_are_refused() {
    refuses::<u8>(&[], Kind::Truncated);
    refuses::<u8>(&[0x1c], Kind::Malformed);
    refuses::<IgnoredAny>(&[0x5e], Kind::Malformed);
    refuses::<IgnoredAny>(&[0xff], Kind::Malformed);
    refuses::<serde_json::Value>(&[0xff], Kind::Malformed);
    refuses::<serde_json::Value>(&[0xf0], Kind::Malformed);
    refuses::<Vec<u8>>(&[0x82, 1, 0xff], Kind::Malformed);
    refuses::<BTreeMap<u8, u8>>(&[0xbf, 1, 0xff], Kind::Malformed);
    refuses::<BTreeMap<u8, u8>>(&[0xbf, 1], Kind::Truncated);
    refuses::<String>(&[0x7f, 0x7f, 0x61, b'a', 0xff, 0xff], Kind::Malformed);
    refuses::<String>(&[0x7f, 0x41, b'a', 0xff], Kind::Type);
    refuses::<IgnoredAny>(&[0x5f, 0x01, 0xff], Kind::Type);
    refuses::<serde_json::Value>(&[0xc0, 0x61, b'a'], Kind::Type);
}

#[test]
fn text_that_is_not_utf8_is_refused() {
    refuses::<String>(&[0x61, 0xff], Kind::Utf8);
    refuses::<char>(&[0x63, 0xed, 0xa0, 0x80], Kind::Utf8);
    refuses::<Point>(&[0xa1, 0x61, 0xff, 1], Kind::Utf8);
    refuses::<IgnoredAny>(&[0x61, 0xff], Kind::Utf8);
    refuses::<String>(&[0x7f, 0x61, 0xff, 0xff], Kind::Utf8);
}

#[test]
fn an_unknown_field_of_any_kind_is_skipped() {
    let unknown: &[&[u8]] = &[
        &[0x00],
        &[0x1b, 255, 255, 255, 255, 255, 255, 255, 255],
        &[0x3b, 255, 255, 255, 255, 255, 255, 255, 255],
        &[0x42, 255, 255],
        &[0x5f, 0x41, 0, 0x40, 0xff],
        &[0x7f, 0x61, b'a', 0xff],
        &[0x82, 1, 0x80],
        &[0x9f, 0x9f, 0xff, 0xff],
        &[0xa1, 0x81, 1, 2],
        &[0xbf, 1, 2, 0xff],
        &[0xc0, 0x61, b'a'],
        &[
            0xd9, 0xd9, 0xf7, 0xc2, 0x52, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
        ],
        &[0xc6, 0xf6],
        &[0xf4],
        &[0xf5],
        &[0xf6],
        &[0xf7],
        &[0xf8, 0xff],
        &[0xf9, 0x7e, 0],
        &[0xfa, 0, 0, 0, 0],
        &[0xfb, 0, 0, 0, 0, 0, 0, 0, 0],
    ];
    for item in unknown {
        reads(&[b"\xa2\x61x\x01\x61z", *item].concat(), Point { x: 1, y: None });
        reads(
            &[b"\xbf\x61z", *item, b"\x61x\x01\xff"].concat(),
            Point { x: 1, y: None },
        );
    }
}
