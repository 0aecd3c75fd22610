//! What a browser says of each field, and what the server says of the form: the same, for whatever is sent.

use leptos_actions::{
    __private::{FormValues, FromForm, Part, Validate},
    Date, FieldErrors, Secret,
    prelude::*,
};
use proptest::{collection::vec, prelude::*, sample::select};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Size {
    Small,
    Large,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Copies(u8);

/// A field of every kind, with every rule.
#[derive(Clone, Debug, Serialize, Deserialize, Form)]
struct Everything {
    #[form(length = 1..=5)]
    text: String,
    #[form(length = 2.., email)]
    email: String,
    #[form(url)]
    url: Option<String>,
    #[form(range = 1..=99)]
    number: i16,
    big: u64,
    #[form(range = -1.5..=1.5)]
    fraction: f64,
    copies: Copies,
    #[form(range = ..=9, default = Some(7))]
    maybe: Option<u32>,
    yes: bool,
    #[form(range = Date::new(2020, 1, 1).unwrap()..)]
    day: Date,
    size: Size,
    #[form(default = Size::Large)]
    other_size: Size,
    sizes: Vec<Size>,
    #[form(length = 1..=3)]
    texts: Vec<String>,
    #[form(range = 3..)]
    numbers: Vec<u8>,
    letter: char,
    #[form(length = 3..)]
    secret: Secret<String>,
    #[form(same_as = secret)]
    repeated: Secret<String>,
    #[form(same_as = number)]
    number_again: i16,
}

/// One of several.
#[derive(Clone, Debug, Serialize, Deserialize, Form)]
struct Line {
    #[form(range = 1..=9)]
    copies: u8,
    #[form(same_as = copies)]
    again: u8,
    gift: bool,
}

/// The same, with a struct in it, and rows.
#[action(public)]
async fn send_everything(
    #[form] input: Everything,
    #[form(length = ..=2)] title: String,
    #[form] lines: Vec<Line>,
) -> CallResult<()> {
    drop((input, title, lines));
    Ok(())
}

fn wrong(errors: &FieldErrors) -> Vec<String> {
    let mut all: Vec<String> = errors
        .iter()
        .map(|(field, error)| format!("{field}: {error:?}"))
        .collect();
    all.sort();
    all
}

/// A value that is right for some field, nearly right, or anything.
fn value() -> impl Strategy<Value = String> {
    let known = [
        "",
        " ",
        "a",
        "abc",
        "žluť",
        "🐈🐈🐈",
        "🐈🐈🐈🐈🐈🐈",
        "a@b",
        "a@b@c",
        "https://a.b",
        "ftp://a",
        "0",
        "1",
        "3",
        "7",
        "99",
        "100",
        " 5 ",
        "+1",
        "-1",
        "1.5",
        "1.50001",
        "1e0",
        "NaN",
        "inf",
        "1.",
        "on",
        "off",
        "2020-01-01",
        "2019-12-31",
        "2021-02-29",
        "Small",
        "Large",
        "small",
        "18446744073709551615",
        "18446744073709551616",
        "a\r\nb",
    ];
    prop_oneof![4 => select(known.to_vec()).prop_map(str::to_owned), 1 => any::<String>(), 1 => any::<i32>().prop_map(|n| n.to_string())]
}

/// Mostly one value; sometimes none, sometimes more.
fn values() -> impl Strategy<Value = Vec<String>> {
    prop_oneof![8 => vec(value(), 1), 1 => vec(value(), 0..3)]
}

/// Every field right, but for those that are drawn.
fn form() -> impl Strategy<Value = FormValues> {
    const RIGHT: [(&str, &str); 18] = [
        ("text", "Ema"),
        ("email", "a@b"),
        ("number", "7"),
        ("big", "1"),
        ("fraction", "0.5"),
        ("copies", "2"),
        ("day", "2024-02-29"),
        ("size", "Small"),
        ("letter", "x"),
        ("secret", "hunter2"),
        ("repeated", "hunter2"),
        ("number_again", "7"),
        ("title", ""),
        ("url", ""),
        ("lines[0].copies", "3"),
        ("lines[0].again", "3"),
        ("lines[1].copies", "7"),
        ("lines[1].again", "7"),
    ];
    const NAMES: [&str; 25] = [
        "text",
        "email",
        "url",
        "number",
        "big",
        "fraction",
        "copies",
        "maybe",
        "yes",
        "day",
        "size",
        "other_size",
        "sizes",
        "texts",
        "numbers",
        "letter",
        "secret",
        "repeated",
        "number_again",
        "title",
        "lines[0].copies",
        "lines[0].gift",
        "lines[1].copies",
        "lines[1].again",
        "lines[2].copies",
    ];
    vec((select(NAMES.to_vec()), values()), 0..4).prop_map(|drawn| {
        let mut pairs: Vec<(String, String)> = RIGHT.map(|(name, value)| (name.into(), value.into())).to_vec();
        for (name, values) in drawn {
            pairs.retain(|(other, _)| other != name);
            pairs.extend(values.into_iter().map(|value| (name.to_owned(), value)));
        }
        pairs.into()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_browser_says_of_the_fields_what_the_server_says_of_the_form(form in form()) {
        let of_fields = wrong(&Part::errors(SendEverything::FIELDS, &form));
        let decoded = SendEverything::from_form(&form);
        prop_assert_eq!(decoded.is_err() && of_fields.is_empty(), false);
        let of_form = match decoded {
            Ok(args) => {
                let mut errors = FieldErrors::new();
                args.validate(&mut errors);
                errors
            }
            Err(errors) => errors,
        };
        prop_assert_eq!(of_fields, wrong(&of_form));
    }
}

#[test]
fn the_values_that_are_drawn_from_are_right() {
    let accepted = |pairs: &[(&str, &str)]| {
        let form = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let form = FormValues::from(form.collect::<Vec<_>>());
        wrong(&Part::errors(SendEverything::FIELDS, &form))
    };
    let right = [
        ("text", "Ema"),
        ("email", "a@b"),
        ("number", "7"),
        ("big", "1"),
        ("fraction", "0.5"),
        ("copies", "2"),
        ("day", "2024-02-29"),
        ("size", "Small"),
        ("letter", "x"),
        ("secret", "hunter2"),
        ("repeated", "hunter2"),
        ("number_again", "7"),
        ("title", ""),
    ];
    assert_eq!(accepted(&right), Vec::<String>::new());
    assert_eq!(accepted(&right[1..]).len(), 1);
}
