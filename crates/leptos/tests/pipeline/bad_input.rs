//! Steps 2 to 11 for what no form of ours sends: the same typed refusal by every way, and nothing is run.

use leptos_actions::{CallError, prelude::*};
use leptos_actions_core::codec;
use leptos_actions_testing::{Multipart, Received, Site};
use serde_json::{Value, json};

use super::{
    calls::Touch,
    site,
    support::{
        Ran,
        body::{chunked, watched},
    },
};

const FORM: &str = "application/x-www-form-urlencoded";
const KEY: &str = "8e03978e-40d5-43e8-bc93-6894a57f9324";

/// Takes either kind of form.
#[action(public)]
pub async fn jot(
    text: String,
    copies: Option<u32>,
    file: Option<Upload>,
    #[extract] State(ran): State<Ran>,
) -> CallResult<String> {
    ran.once_more();
    drop((copies, file));
    Ok(text)
}

#[query(public)]
pub async fn look_up(text: String) -> CallResult<String> {
    Ok(text)
}

fn parts(fields: &[(&str, &str)]) -> Multipart {
    fields
        .iter()
        .fold(Multipart::new(), |form, (name, value)| form.text(name, value))
}

/// One form in both encodings, sent as a program sends it, as our client does, and to a page.
async fn by_every_way(site: &Site, fields: &[(&str, &str)]) -> Vec<Received> {
    let mut answers = Vec::new();
    for address in ["/_call/jot", "/_call/jot.cbor", "/page?_call=jot"] {
        answers.push(site.post(address).form(fields).await);
        answers.push(site.post(address).multipart(parts(fields)).await);
    }
    answers
}

/// How they were answered; a redirect is a page's success.
fn codes(answers: &[Received]) -> Vec<u16> {
    let code = |answer: &Received| if answer.code() == 303 { 200 } else { answer.code() };
    answers.iter().map(code).collect()
}

async fn sent(site: &Site, media_type: &'static str, body: impl Into<Vec<u8>>) -> u16 {
    site.post("/_call/jot").body(media_type, body.into()).await.code()
}

#[tokio::test]
async fn fields_that_are_missing_or_repeated_are_named_and_unknown_and_nested_ones_ignored() {
    let (site, ran) = site();
    let (none, twice, nested) = (
        json!("Fill this in."),
        json!("Send this once."),
        json!("Enter a number."),
    );
    let missing: &[(&str, &str)] = &[];
    for (fields, issues) in [
        (missing, json!({ "text": [none] })),
        (
            &[
                ("text[]", "x"),
                ("text[a][b]", "x"),
                ("text.a", "x"),
                ("Text", "x"),
                ("", "x"),
            ],
            json!({ "text": [none] }),
        ),
        (&[("text", "a"), ("text", "a")], json!({ "text": [twice] })),
        (
            &[("text", "a"), ("text", ""), ("copies", "1"), ("copies", "2")],
            json!({ "text": [twice], "copies": [twice] }),
        ),
        (&[("text", "a"), ("copies", "{\"a\":1}")], json!({ "copies": [nested] })),
    ] {
        let answers = by_every_way(&site, fields).await;
        assert_eq!(codes(&answers), [422; 6], "{fields:?}");
        assert_eq!(answers[0].json::<Value>()["fields"], issues, "{fields:?}");
        assert_eq!(answers[1].json::<Value>()["fields"], issues, "{fields:?}");
    }
    assert_eq!(ran.times(), 0);
    let extra = [
        ("text", "a"),
        ("text[]", "x"),
        ("text.a", "x"),
        ("_call", "ping"),
        ("_charset_", "utf-16"),
        ("", ""),
    ];
    assert_eq!(codes(&by_every_way(&site, &extra).await), [200; 6]);
    assert_eq!(ran.times(), 6);
}

#[tokio::test]
async fn arguments_of_a_program_are_whole_and_each_there_once() {
    let (site, ran) = site();
    for body in [
        "{}",
        "{\"text\":\"a\",\"text\":\"a\"}",
        "{\"text\":{\"a\":\"b\"}}",
        "{\"text\":[\"a\"]}",
        "{\"text\":null}",
    ] {
        assert_eq!(sent(&site, "application/json", body).await, 400, "{body}");
    }
    for body in [
        b"\xa0".as_slice(),
        b"\xa2\x64text\x61a\x64text\x61a",
        b"\xa1\x64text\xa1\x61a\x61b",
        b"\xa1\x64text\x81\x61a",
        b"\xa1\x64text\xf6",
    ] {
        let answer = site.post("/_call/jot.cbor").body("application/cbor", body).await;
        assert_eq!(
            (body, answer.status(400).outcome::<Jot>()),
            (body, Err(CallError::Malformed))
        );
    }
    assert_eq!(ran.times(), 0);
    let more = json!({ "text": "a", "more": { "nested": [1, 2] } });
    site.post("/_call/jot").json(&more).await.status(200);
    let more = codec::to_vec(&std::collections::BTreeMap::from([("text", "a"), ("more", "b")])).unwrap();
    site.post("/_call/jot.cbor")
        .body("application/cbor", more)
        .await
        .status(200);
    assert_eq!(ran.times(), 2);
}

// covers: GST-27
#[tokio::test]
async fn ten_thousand_fields_are_refused_in_every_format() {
    let (site, ran) = site();
    let fields: Vec<(&str, &str)> = std::iter::once(("text", "x"))
        .chain(std::iter::repeat_n(("f", "1"), 10_000))
        .collect();
    assert_eq!(codes(&by_every_way(&site, &fields).await), [400; 6]);
    let names: serde_json::Map<_, _> = (0..10_000).map(|number| (number.to_string(), json!(1))).collect();
    site.post("/_call/jot").json(&names).await.status(413);
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn a_field_of_ten_megabytes_is_refused_whether_its_length_is_declared_or_not() {
    let (site, ran) = site();
    let large = "x".repeat(10_000_000);
    assert_eq!(codes(&by_every_way(&site, &[("text", &large)]).await), [413; 6]);
    let json = json!({ "text": large }).to_string();
    let cbor = codec::to_vec(&Touch { text: large.clone() }).unwrap();
    for (address, media_type, body) in [
        ("/_call/jot", FORM, ["text=", &large].concat().into_bytes()),
        ("/_call/jot", "application/json", json.into_bytes()),
        ("/_call/jot.cbor", "application/cbor", cbor),
    ] {
        for body in [axum::body::Body::from(body.clone()), chunked(body)] {
            let answer = site.post(address).body(media_type, body).await;
            answer.status(413);
            assert_eq!(answer.header("connection").as_deref(), Some("close"));
        }
    }
    assert_eq!(ran.times(), 0);
}

/// Bytes that are no UTF-8: a letter of another charset, half a letter, a surrogate, an overlong form.
const NO_TEXT: [&[u8]; 5] = [b"\xe9", b"\xc3", b"\xed\xa0\x80", b"\xc0\x80", b"x\xff"];

#[tokio::test]
async fn what_is_no_utf_8_is_refused_and_never_replaced() {
    let (site, ran) = site();
    for bytes in NO_TEXT {
        let escaped: String = bytes.iter().map(|byte| format!("%{byte:02X}")).collect();
        let raw = |before: &[u8], after: &[u8]| [before, bytes, after].concat();
        assert_eq!(sent(&site, FORM, format!("text={escaped}")).await, 400, "{bytes:?}");
        assert_eq!(sent(&site, FORM, format!("text=a&{escaped}=b")).await, 400, "{bytes:?}");
        assert_eq!(sent(&site, FORM, raw(b"text=", b"")).await, 400, "{bytes:?}");
        assert_eq!(
            sent(&site, "application/json", raw(b"{\"text\":\"", b"\"}")).await,
            400,
            "{bytes:?}"
        );
        let length = 0x60 + u8::try_from(bytes.len()).unwrap();
        let cbor = raw(&[b"\xa1\x64text".as_slice(), &[length]].concat(), b"");
        let answer = site.post("/_call/jot.cbor").body("application/cbor", cbor).await;
        assert_eq!(answer.status(400).outcome::<Jot>(), Err(CallError::Malformed));
        site.get(&format!("/_call/look_up?text={escaped}")).await.status(400);
        for head in [
            b"Content-Disposition: form-data; name=\"text\"".to_vec(),
            raw(b"Content-Disposition: form-data; name=\"", b"\""),
            raw(b"Content-Disposition: form-data; name=\"file\"; filename=\"", b"\""),
        ] {
            let body = [b"--x\r\n", &*head, b"\r\n\r\n", bytes, b"\r\n--x--\r\n"].concat();
            assert_eq!(
                sent(&site, "multipart/form-data; boundary=x", body).await,
                400,
                "{bytes:?}"
            );
        }
    }
    for text in ["\\ud800", "\\udc00\\ud800", "\\u12", "\\x41"] {
        assert_eq!(
            sent(&site, "application/json", format!("{{\"text\":\"{text}\"}}")).await,
            400,
            "{text}"
        );
    }
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn what_is_text_arrives_as_it_is_by_every_way() {
    let (site, ran) = site();
    let says = |received: &Received| received.status(200).json::<String>();
    for text in [
        "a\0b",
        "\u{feff}a",
        "\u{fffd}",
        "a+b c%2Bd",
        "%",
        "%zz%4",
        "\u{1f408}\u{202e}",
        "&=;\u{1}\u{7f}",
    ] {
        let fields = [("text", text)];
        assert_eq!(says(&site.post("/_call/jot").form(&fields).await), text);
        assert_eq!(says(&site.post("/_call/jot").multipart(parts(&fields)).await), text);
        assert_eq!(
            says(&site.post("/_call/jot").json(&json!({ "text": text })).await),
            text
        );
        let ours = site.call(&Touch { text: text.into() }).await;
        assert_eq!(ours.outcome::<Touch>().as_deref(), Ok(text));
    }
    // A plus is a space where it is not escaped, and an escape that is none is itself.
    for (body, text) in [
        ("text=a+b%2Bc", "a b+c"),
        ("text=100%&x", "100%"),
        ("text=%zz%4", "%zz%4"),
        ("text=%EF%BF%BD", "\u{fffd}"),
    ] {
        assert_eq!(says(&site.post("/_call/jot").body(FORM, body).await), text);
    }
    assert_eq!(ran.times(), 8 * 4 + 4);
}

#[tokio::test]
async fn a_line_ends_alike_in_both_kinds_of_form_and_as_it_was_sent_by_a_program() {
    let (site, _) = site();
    for text in ["a\r\nb\r\n", "a\nb\n", "a\rb\r"] {
        let fields = [("text", text)];
        for answer in [
            site.post("/_call/jot").form(&fields).await,
            site.post("/_call/jot").multipart(parts(&fields)).await,
        ] {
            assert_eq!(answer.json::<String>(), "a\nb\n");
        }
        let json = site.post("/_call/jot").json(&json!({ "text": text })).await;
        assert_eq!(json.json::<String>(), text);
    }
}

#[tokio::test]
async fn a_byte_order_mark_before_a_body_is_no_part_of_it() {
    let (site, ran) = site();
    let (media_type, whole) = parts(&[("text", "a")]).into_parts();
    for (media_type, body, code) in [
        // It is the beginning of the first name.
        (FORM, b"text=a".to_vec(), 422),
        ("application/json", b"{\"text\":\"a\"}".to_vec(), 400),
        (media_type, whole, 400),
    ] {
        let body = [b"\xef\xbb\xbf".to_vec(), body].concat();
        assert_eq!(sent(&site, media_type, body).await, code, "{media_type}");
    }
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn another_charset_is_refused_unread() {
    let (site, ran) = site();
    for media_type in [
        "application/x-www-form-urlencoded; charset=iso-8859-1",
        "application/x-www-form-urlencoded;charset=\"windows-1252\"",
        "application/json; charset=utf-16",
        "multipart/form-data; boundary=x; charset=utf-16le",
    ] {
        let (body, polled) = watched("text=a");
        site.post("/_call/jot").body(media_type, body).await.status(415);
        assert!(!polled.was_polled(), "{media_type}");
    }
    assert_eq!(ran.times(), 0);
    for charset in ["; charset=utf-8", ";Charset=\"UTF-8\"", "; charset=us-ascii"] {
        let media_type: &'static str = [FORM, charset].concat().leak();
        assert_eq!(sent(&site, media_type, "text=%C5%BE").await, 200);
    }
}

// covers: SED-08
#[tokio::test]
async fn what_names_an_intent_stands_once_and_is_a_text_or_nothing_is_run() {
    let (site, ran) = site();
    let long = "k".repeat(256);
    for (keys, code) in [
        (&[KEY, KEY] as &[&str], 400),
        (&[KEY, ""], 400),
        (&["", KEY], 400),
        (&[KEY, "another"], 400),
        (&[&long], 400),
        (&["a b"], 400),
        (&["\u{17e}"], 400),
        (&["a\0"], 400),
        (&["\"\""], 400),
        // Whoever guesses it would be told what was answered.
        (&["1"], 422),
        (&[&KEY[..31]], 422),
    ] {
        let mut fields: Vec<_> = keys.iter().map(|key| ("_key", *key)).collect();
        fields.push(("text", "a"));
        assert_eq!(codes(&by_every_way(&site, &fields).await), [code; 6], "{keys:?}");
    }
    let file = || {
        Multipart::new()
            .file("_key", "key", "text/plain", KEY)
            .text("text", "a")
    };
    for address in ["/_call/jot", "/_call/jot.cbor", "/page?_call=jot"] {
        site.post(address).multipart(file()).await.status(400);
    }
    for header in ["actions-signature", "actions-build"] {
        let request = site.post("/_call/jot").header(header, "0").header(header, "1");
        request.body(FORM, "copies=x").await.status(409);
    }
    assert_eq!(ran.times(), 0);
    // An empty field is a page that had no entropy.
    assert_eq!(
        codes(&by_every_way(&site, &[("_key", ""), ("text", "a")]).await),
        [200; 6]
    );
    assert_eq!(ran.times(), 6);
}

/// The header says whose intent it is; a field of the same name is one of the form's.
#[tokio::test]
async fn a_key_in_the_header_comes_before_one_in_the_form() {
    let (site, ran) = site();
    for form_key in ["1", "another"] {
        let request = site.post("/_call/jot").header("idempotency-key", KEY);
        request.form(&[("_key", form_key), ("text", "a")]).await.status(200);
    }
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn the_arguments_of_a_query_are_held_to_the_same() {
    let (site, ran) = site();
    for (address, code) in [
        ("/_call/peek", 422),
        ("/_call/peek?number=", 422),
        ("/_call/peek?number=1&number=1", 422),
        ("/_call/peek?number[]=1&number.a=2", 422),
        ("/_call/peek?_args={}&_args={}", 422),
        ("/_call/peek?_args={\"number\":1,\"number\":1}", 400),
        ("/_call/peek?_args={\"number\":[1]}", 400),
        ("/_call/peek.cbor?_args=oA&_args=oA", 400),
        ("/_call/peek.cbor?_args=%FF", 400),
        ("/_call/look_up?text=a%FF", 400),
        ("/_call/look_up?%FF&text=a", 400),
    ] {
        let address = address.replace('"', "%22").replace('{', "%7B").replace('}', "%7D");
        assert_eq!((site.get(&address).await.code(), &address), (code, &address));
    }
    assert_eq!(ran.times(), 0);
    site.get("/_call/peek?number=1&other=2&other=3").await.status(200);
    let says = async |text: &str| {
        site.get(&format!("/_call/look_up?text={text}"))
            .await
            .status(200)
            .json::<String>()
    };
    assert_eq!(says("a+b%2Bc%00%EF%BB%BF%zz").await, "a b+c\0\u{feff}%zz");
}
