//! Step 8: arguments are decoded into exactly the declared type, or refused in words that say nothing.

use leptos_actions::CallError;
use serde_json::{Value, json};

use super::{
    calls::{Buy, Peek, Touch},
    site,
};

const FORM: &str = "application/x-www-form-urlencoded";

/// All that anybody is told about a body that is garbage.
fn malformed() -> Value {
    let title = CallError::<leptos_actions::NoError>::Malformed.message().into_owned();
    json!({ "status": 400, "title": title, "code": "malformed" })
}

// covers: SED-16 GST-27
#[tokio::test]
async fn hostile_json_is_refused_without_a_word_about_why() {
    let (site, ran) = site();
    let bodies: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"{".to_vec(),
        b"{\"text\":\"a".to_vec(),
        b"{\"text\":7}".to_vec(),
        b"{}".to_vec(),
        b"null".to_vec(),
        b"\"text\"".to_vec(),
        b"[1,2]".to_vec(),
        b"[\"a\"]".to_vec(),
        b"{\"text\":\"a\",\"text\":\"b\"}".to_vec(),
        b"{\"text\":\"a\"} trailing".to_vec(),
        b"{\"text\":\"\xff\xfe\"}".to_vec(),
        b"{\"__proto__\":{\"text\":\"a\"}}".to_vec(),
        b"[".repeat(50_000),
        b"{\"text\":".repeat(5_000),
        [b"{\"text\":".to_vec(), b"9".repeat(300), b"}".to_vec()].concat(),
    ];
    for body in bodies {
        let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        let answer = site.post("/_call/touch").body("application/json", body).await;
        assert_eq!((shown.as_str(), answer.code()), (shown.as_str(), 400));
        assert_eq!(answer.json::<Value>(), malformed(), "{shown}");
    }
    assert_eq!(ran.times(), 0);
}

// covers: COD-11
#[tokio::test]
async fn hostile_cbor_is_refused_without_a_word_about_why() {
    let (site, ran) = site();
    let whole = b"\xa1\x64text\x61x".to_vec();
    site.post("/_call/touch.cbor")
        .body("application/cbor", whole.clone())
        .await
        .status(200);
    let mut bodies: Vec<Vec<u8>> = (0..whole.len()).map(|end| whole[..end].to_vec()).collect();
    bodies.extend([
        [whole.clone(), vec![0]].concat(),
        // A map, an array and a text that claim to be enormous.
        b"\xbb\xff\xff\xff\xff\xff\xff\xff\xff".to_vec(),
        b"\xa1\x64text\x9b\xff\xff\xff\xff\xff\xff\xff\xff".to_vec(),
        b"\xa1\x64text\x7b\xff\xff\xff\xff\xff\xff\xff\xff".to_vec(),
        b"\x81".repeat(60_000),
        b"\xa1\x64text\x07".to_vec(),
        b"\xa2\x64text\x61x\x64text\x61y".to_vec(),
        b"\xff".to_vec(),
    ]);
    for body in bodies {
        let answer = site
            .post("/_call/touch.cbor")
            .body("application/cbor", body.clone())
            .await;
        assert_eq!((&body, answer.code()), (&body, 400));
        assert_eq!(answer.outcome::<Touch>(), Err(CallError::Malformed));
        assert!(answer.bytes().len() < 40, "nothing but the code: {answer:?}");
    }
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn a_querys_encoded_arguments_are_read_as_strictly() {
    let (site, ran) = site();
    for address in [
        "/_call/peek.cbor",
        "/_call/peek.cbor?number=1",
        "/_call/peek.cbor?_args=%21",
        "/_call/peek.cbor?_args=oA",
        "/_call/peek?_args=7",
        "/_call/peek?_args=[1]",
    ] {
        let answer = site.get(address).await;
        assert_eq!((address, answer.code()), (address, 400));
    }
    assert_eq!(
        site.get("/_call/peek.cbor?_args=oA").await.outcome::<Peek>(),
        Err(CallError::Malformed)
    );
    assert_eq!(ran.times(), 0);
}

// covers: SED-17
#[tokio::test]
async fn a_form_has_at_most_a_thousand_fields() {
    let (site, ran) = site();
    let most = "text=x&".to_owned() + &"f=1&".repeat(999);
    site.post("/_call/touch").body(FORM, most.clone()).await.status(200);
    let answer = site.post("/_call/touch").body(FORM, most + "f=1").await;
    assert_eq!(answer.status(400).json::<Value>(), malformed());
    site.get(&format!("/_call/peek?number=1&{}", "f=1&".repeat(1_000)))
        .await
        .status(400);
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn a_form_whose_fields_do_not_parse_says_which() {
    let (site, ran) = site();
    let answer = site.post("/_call/buy").form(&[("copies", "two"), ("copie", "1")]).await;
    let problem: Value = answer.status(422).json();
    assert_eq!(problem["code"], "invalid");
    assert_eq!(
        problem["fields"],
        json!({ "copies": ["Enter a number."], "title": ["Fill this in."] })
    );

    let answer = site
        .post("/_call/buy.cbor")
        .body(FORM, "copies=two&title=a&title=b")
        .await;
    let error = answer.status(422).outcome::<Buy>().unwrap_err();
    let fields: Vec<_> = error
        .fields()
        .unwrap()
        .iter()
        .map(|(name, error)| (name.to_owned(), error.code().to_owned()))
        .collect();
    assert_eq!(
        fields,
        [
            ("copies".into(), "not_a_number".into()),
            ("title".into(), "repeated".into())
        ]
    );

    site.get("/_call/peek?number=many")
        .await
        .status(422)
        .contains("Enter a number.");
    assert_eq!(ran.times(), 0);
}
