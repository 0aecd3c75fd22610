//! What decoding takes grows as the bytes do, whatever they are. Each copy needs memory, so all memory that was ever asked
//! for is the measure: unlike time it is the same on every machine.

use allocation_counter::measure;
use leptos_actions_testing::Site;
use tokio::runtime::Builder;

use super::site_with;

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
const CBOR: &str = "application/cbor";

/// Bodies of about so many bytes, each of them an attack on a reader of its type.
type Hostile = fn(usize) -> Vec<u8>;

const BODIES: [(&str, &str, Hostile); 14] = [
    ("touch", JSON, |n| b"[".repeat(n)),
    ("touch", JSON, |n| [&b"{\"text\":"[..], &b"[".repeat(n)].concat()),
    ("touch", JSON, |n| b"{\"text\":".repeat(n / 8)),
    ("touch", JSON, |n| {
        [&b"{\"text\":\""[..], &b"\\u0041".repeat(n / 6), b"\"}"].concat()
    }),
    ("touch", JSON, |n| {
        many(
            n,
            |i| format!("\"{i}\":{{\"__proto__\":[{i}]}},").into_bytes(),
            b"{",
            b"\"text\":\"a\"}",
        )
    }),
    ("touch", JSON, |n| [&b"{\"text\":"[..], &b"9".repeat(n), b"}"].concat()),
    ("touch.cbor", CBOR, |n| b"\x81".repeat(n)),
    ("touch.cbor", CBOR, |n| {
        [&b"\xa1\x64text\x7f"[..], &b"\x61x".repeat(n / 2), b"\xff"].concat()
    }),
    ("touch.cbor", CBOR, |n| {
        [&b"\xbf"[..], &b"\x61x\x81\x80".repeat(n / 4), b"\xff"].concat()
    }),
    ("touch.cbor", CBOR, |n| b"\xc6".repeat(n)),
    ("touch", FORM, |n| b"text[".repeat(n / 5)),
    ("touch", FORM, |n| {
        many(n, |i| format!("a[{i}][__proto__]=%41&").into_bytes(), b"", b"text=a")
    }),
    ("touch", FORM, |n| {
        many(n, |i| format!("a.{i}.b=1&").into_bytes(), b"", b"text=a")
    }),
    ("touch", FORM, |n| [&b"text="[..], &b"%41".repeat(n / 3)].concat()),
];

/// So many pieces as have that length, between a beginning and an end.
fn many(length: usize, piece: impl Fn(usize) -> Vec<u8>, begin: &[u8], end: &[u8]) -> Vec<u8> {
    let mut body = begin.to_vec();
    (0..)
        .take_while(|i| {
            body.extend(piece(*i));
            body.len() < length
        })
        .for_each(drop);
    body.extend(end);
    body
}

/// All bytes that answering this body has asked for.
fn asked_for(site: &Site, call: &str, media_type: &'static str, body: Vec<u8>) -> u64 {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let request = site.post(&["/_call/", call].concat()).body(media_type, body);
    measure(|| runtime.block_on(async { drop(request.await) })).bytes_total
}

// covers: GST-27
#[test]
fn no_body_takes_more_memory_for_a_byte_than_any_other() {
    let (site, _) = site_with(|config| config.body_limit = 1 << 20);
    for (call, media_type, body) in BODIES {
        let [short, long] = [16_000, 64_000].map(|length| {
            // What development says once it does not say in the second.
            let twice = [(); 2].map(|()| asked_for(&site, call, media_type, body(length)));
            twice[1]
        });
        let shown = String::from_utf8_lossy(&body(40)).into_owned();
        assert!(short < 32 * 16_000, "{call}: {short} bytes for {shown}");
        assert!(long <= 4 * short, "{call}: {short} and then {long} bytes for {shown}");
    }
}
