//! Several rows of one form, and a struct with a file in it.

use leptos::prelude::*;
use leptos_actions::{FieldErrors, Secret, prelude::*};
use leptos_actions_testing::{Multipart, Received, Site};
use serde::{Deserialize, Serialize};

use super::{KEY, browser, hydration::handed_over};
use crate::support::Ran;

#[derive(Clone, Debug, Serialize, Deserialize, Form)]
#[form(check = gifts_are_single)]
pub struct BookLine {
    book: u32,
    #[form(range = 1..=9)]
    copies: u8,
    gift: bool,
    code: Option<Secret<String>>,
}

fn gifts_are_single(line: &BookLine, errors: &mut FieldErrors) {
    if line.gift && line.copies != 1 {
        errors.extend(BookLine::gift().refuse("not_single"));
    }
}

#[derive(Clone, Debug, Serialize, Deserialize, Form)]
pub struct Cover {
    #[form(length = ..=20)]
    title: String,
    #[form(max_size = "1 kB", types = ["image/png"])]
    picture: Option<Upload>,
}

/// Sends several books at once.
#[action(public)]
pub async fn send_books(
    #[form] lines: Vec<BookLine>,
    #[form] cover: Cover,
    #[extract] State(ran): State<Ran>,
) -> CallResult<u32> {
    ran.once_more();
    drop(cover.picture);
    if let Some(at) = lines.iter().position(|line| line.book == 13) {
        Err(SendBooks::lines().at(at, BookLine::book()).refuse("sold"))?;
    }
    if lines.len() > 3 {
        Err(SendBooks::lines().refuse("too_many"))?;
    }
    if let Some(at) = lines.iter().position(|line| line.book == 14) {
        Err(SendBooks::lines().refuse_row(at, "odd"))?;
    }
    Ok(lines.iter().map(|line| u32::from(line.copies)).sum())
}

#[component]
pub fn Groups() -> impl IntoView {
    let send = use_server_action::<SendBooks>().keyed("one");
    let lines = SendBooks::lines();
    let rows = [7_u32, 8, 9].into_iter().enumerate().map(move |(index, book)| {
        let copies = send.field(lines.at(index, BookLine::copies()));
        let gift = send.field(lines.at(index, BookLine::gift()));
        let code = send.field(lines.at(index, BookLine::code()));
        view! {
            <input {..send.field(lines.at(index, BookLine::book())).input().value(book)}/>
            <FieldError action=send name=lines.at(index, BookLine::book())/>
            <label for=copies.id()>"Copies"</label>
            <input {..copies.input().value(1)}/>
            <FieldError action=send name=lines.at(index, BookLine::copies())/>
            <input {..gift.input()}/>
            <FieldError action=send name=lines.at(index, BookLine::gift())/>
            <input {..code.input()}/>
            <FieldError action=send name=format!("lines[{index}]")/>
        }
    });
    let picture = send.field(Cover::picture());
    view! {
        <ServerForm action=send with=[lines.at(3, BookLine::book()).is(10), lines.at(3, BookLine::copies()).is(2)]>
            {rows.collect_view()}
            <FieldError action=send name=lines/>
            <input {..send.field(Cover::title()).input()}/>
            <input {..picture.input()}/>
            <FieldError action=send name=Cover::picture()/>
        </ServerForm>
    }
}

const PAGE: &str = "/groups?_call=send_books";

async fn send(site: &Site, fields: &[(&str, &str)]) -> Received {
    let own = [("_key", KEY), ("_instance", "one"), ("title", "")];
    let form = own
        .iter()
        .chain(fields)
        .fold(Multipart::new(), |form, (name, value)| form.text(name, value));
    site.post(PAGE).multipart(form).await
}

#[tokio::test]
async fn a_row_has_its_number_in_its_fields_names() {
    let (site, _) = browser();
    let page = site.get("/groups").await;
    page.status(200)
        .contains("<input name=\"lines[0].copies\" type=\"number\" inputmode=\"numeric\" min=\"1\" max=\"9\" required id=\"send_books-one-lines[0].copies\" aria-describedby=\"send_books-one-lines[0].copies-error\" value=\"1\">")
        .contains("<label for=\"send_books-one-lines[2].copies\">")
        .contains("<input type=\"hidden\" name=\"lines[3].book\" value=\"10\">")
        .contains("enctype=\"multipart/form-data\"")
        .contains("<input name=\"picture\" type=\"file\" accept=\"image/png\"");
}

#[tokio::test]
async fn rows_arrive_in_order_and_what_is_wrong_stands_beside_its_own() {
    let (site, ran) = browser();
    let right = [
        ("lines[1].copies", "2"),
        ("lines[0].book", "7"),
        ("lines[0].copies", "1"),
        ("lines[0].gift", "on"),
        ("lines[1].book", "8"),
    ];
    send(&site, &right).await.status(303);
    assert_eq!(ran.times(), 1);

    let wrong = [
        ("lines[0].book", "7"),
        ("lines[0].copies", "3"),
        ("lines[0].gift", "on"),
        ("lines[1].book", "8"),
        ("lines[1].copies", "99"),
        ("lines[2].book", "9"),
        ("lines[2].copies", "4"),
        ("lines[2].code", "CANARY"),
    ];
    let answer = send(&site, &wrong).await;
    answer.status(422).lacks("CANARY");
    let values = handed_over(&answer.text()).outcome.unwrap().values;
    assert!(values.contains(&("lines[2].copies".into(), "4".into())));
    assert!(
        values
            .iter()
            .all(|(name, value)| name != "lines[2].code" && value != "CANARY")
    );
    answer
        .contains("id=\"send_books-one-lines[0].gift-error\" aria-live=\"polite\" class=\"field-error\">This is not valid.")
        .contains("id=\"send_books-one-lines[1].copies-error\" aria-live=\"polite\" class=\"field-error\">Choose a number from 1 to 9.")
        .contains("id=\"send_books-one-lines[2].copies-error\" aria-live=\"polite\" class=\"field-error\"></span>");
    answer
        .contains("lines[1].copies-error\" value=\"99\" aria-invalid=\"true\">")
        .contains("lines[2].copies-error\" value=\"4\">")
        .contains("lines[0].gift-error\" checked aria-invalid=\"true\">");
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn a_row_that_does_not_decode_hides_nothing_that_is_wrong_with_others() {
    let (site, ran) = browser();
    let wrong = [
        ("lines[0].book", "7"),
        ("lines[0].copies", "x"),
        ("lines[1].book", ""),
        ("lines[1].copies", "99"),
    ];
    let answer = send(&site, &wrong).await;
    answer.status(422);
    for (field, message) in [
        ("lines[0].copies", "Enter a number."),
        ("lines[1].book", "Fill this in."),
        ("lines[1].copies", "Choose a number from 1 to 9."),
    ] {
        answer.contains(&format!(
            "id=\"send_books-one-{field}-error\" aria-live=\"polite\" class=\"field-error\">{message}"
        ));
    }
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn a_body_refuses_a_row_one_of_its_fields_or_all() {
    let (site, _) = browser();
    for (book, place) in [("13", "lines[1].book"), ("14", "lines[1]")] {
        let fields = [
            ("lines[0].book", "7"),
            ("lines[0].copies", "1"),
            ("lines[1].book", book),
            ("lines[1].copies", "1"),
        ];
        let answer = send(&site, &fields).await;
        answer.status(422);
        answer.contains(&format!(
            "id=\"send_books-one-{place}-error\" aria-live=\"polite\" class=\"field-error\">This is not valid."
        ));
    }
    let json = serde_json::json!({
        "lines": [{ "book": 1, "copies": 1, "gift": false, "code": null }, { "book": 1, "copies": 0, "gift": false, "code": null }],
        "cover": { "title": "", "picture": null },
    });
    let answer = site.post("/_call/send_books").json(&json).await;
    answer.status(422).contains("\"lines[1].copies\":[");
}

#[tokio::test]
async fn a_number_that_is_left_out_is_refused() {
    let (site, ran) = browser();
    for gap in ["1", "900", "18446744073709551614"] {
        let (book, copies) = (format!("lines[{gap}].book"), format!("lines[{gap}].copies"));
        let answer = send(&site, &[(&book, "7"), (&copies, "1")]).await;
        answer.status(422);
        answer.contains(
            "id=\"send_books-one-lines-error\" aria-live=\"polite\" class=\"field-error\">This is not valid.",
        );
    }
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn a_file_in_a_struct_is_held_to_its_rules() {
    let (site, ran) = browser();
    let form = || Multipart::new().text("_instance", "one").text("title", "Emma");
    let taken = form().text("_key", KEY).file("picture", "a.png", "image/png", b"x");
    site.post(PAGE).multipart(taken).await.status(303);
    assert_eq!(ran.times(), 1);
    let large = form().file("picture", "a.png", "image/png", [0; 1_001]);
    let answer = site.post(PAGE).multipart(large).await;
    answer.status(422).contains("Choose a file of at most 1 kB.");
    let other = form().file("picture", "a.txt", "text/plain", b"x");
    site.post(PAGE)
        .multipart(other)
        .await
        .status(422)
        .contains("Choose a file of another type");
    let nowhere = form().file("lines[0].picture", "a.png", "image/png", b"x");
    site.post(PAGE).multipart(nowhere).await.status(400);
    assert_eq!(ran.times(), 1);
}
