//! Forms that ask before they are carried out, without scripts.

use leptos::prelude::*;
use leptos_actions::{Confirm, Secret, prelude::*};
use leptos_actions_testing::{Received, Site};

use super::{KEY, browser, once::key};
use crate::support::Ran;

/// Deletes a note; there is none without a name.
#[action(public)]
pub async fn delete_note(
    #[form(length = 1..)] note: String,
    pin: Option<Secret<String>>,
    #[extract] State(ran): State<Ran>,
) -> CallResult<()> {
    drop((note, pin));
    ran.once_more();
    Ok(())
}

/// Two forms that ask.
#[component]
pub fn Asking() -> impl IntoView {
    let rows = ["first", "second"].map(|row| {
        let delete = use_server_action::<DeleteNote>().keyed(row);
        let confirm = Confirm::new(format!("Delete “{row}” & all?"))
            .yes("Delete it")
            .no("Keep it");
        view! {
            <section id=row>
                <ServerForm action=delete confirm=confirm>
                    <input {..delete.field(DeleteNote::note()).input()}/>
                    <input {..delete.field(DeleteNote::pin()).input()}/>
                    <FieldError action=delete name=DeleteNote::note()/>
                    <button>"Delete"</button>
                    <p>{move || delete.value().is_some_and(|value| value.is_ok()).then_some("Deleted.")}</p>
                </ServerForm>
            </section>
        }
    });
    view! { <PageError/> {rows.collect_view()} }
}

const YES: &str = "name=\"_confirm\" value=\"yes\"";
const ASK: &str = "<input type=\"hidden\" name=\"_confirm\" value=\"ask\">";

async fn delete(site: &Site, instance: &str, note: &str, confirm: &[&str]) -> Received {
    let mut fields = vec![
        ("_key", KEY),
        ("_instance", instance),
        ("note", note),
        ("pin", "spoken-softly"),
    ];
    fields.extend(confirm.iter().map(|answer| ("_confirm", *answer)));
    site.post("/asking?page=2&_call=delete_note").form(&fields).await
}

#[tokio::test]
async fn a_form_that_asks_runs_only_once_it_is_confirmed() {
    let (site, ran) = browser();
    site.get("/asking").await.contains(ASK).lacks(YES).lacks("Delete “");
    let page = delete(&site, "second", "Emma", &["ask"]).await;
    assert_eq!(ran.times(), 0);
    let html = page.status(200).text();
    assert_eq!(page.header("cache-control").as_deref(), Some("no-store"));
    let (first, second) = html.split_once("<section id=\"second\"").expect("two rows");
    assert!(!first.contains(YES) && !first.contains("Emma"), "{first}");
    for part in [
        "Delete “second” &amp; all?</p>",
        YES,
        ">Delete it</button>",
        "<a href=\"/asking?page=2\" rel=\"external\">Keep it</a>",
        "value=\"Emma\"",
        "autofocus",
        ASK,
    ] {
        assert!(second.contains(part), "{part}: {second}");
    }
    assert!(!html.contains("softly") && !html.contains("Deleted."), "{html}");
    assert_eq!(key(second), KEY, "it is the same intent");
    let done = delete(&site, "second", "Emma", &["ask", "yes"]).await;
    done.status(303).redirected_to("/asking?page=2");
    assert_eq!(ran.times(), 1);
    site.follow(&done).await.status(200).contains("Deleted.").lacks(YES);
    delete(&site, "second", "Emma", &["yes"]).await.status(303);
    assert_eq!(ran.times(), 1, "a second yes is the same intent");
}

#[tokio::test]
async fn a_wrong_answer_asks_again() {
    let (site, ran) = browser();
    for answers in [&["ask"][..], &[""], &["no", "ask"], &["YES"]] {
        delete(&site, "first", "Emma", answers).await.status(200).contains(YES);
    }
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn what_is_wrong_with_a_form_is_said_before_it_asks() {
    let (site, ran) = browser();
    let page = delete(&site, "first", "", &["ask"]).await;
    page.status(422).contains("Fill this in.").lacks(YES);
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn a_question_whose_form_is_gone_says_that_nothing_was_done() {
    let (site, ran) = browser();
    let page = delete(&site, "third", "Emma", &["ask"]).await;
    page.status(200).contains("Nothing was done:").lacks(YES);
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn a_program_is_not_asked() {
    let (site, ran) = browser();
    let fields = [("note", "Emma"), ("_confirm", "ask")];
    site.post("/_call/delete_note").form(&fields).await.status(200);
    let json = serde_json::json!({ "note": "Emma" });
    site.post("/_call/delete_note").json(&json).await.status(200);
    assert_eq!(ran.times(), 2);
}
