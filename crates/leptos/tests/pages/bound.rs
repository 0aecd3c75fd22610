//! Values that go with a form without an input.

use leptos::prelude::*;
use leptos_actions::{With, prelude::*};
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use super::{browser, once::key};
use crate::support::Ran;

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shelf(i64);

/// Fields that several actions could take.
#[derive(Clone, Serialize, Deserialize, Form)]
pub struct Place {
    pub room: String,
}

/// Puts books on a shelf; only the bound ones are taken.
#[action(public)]
pub async fn put_up(
    shelf: Shelf,
    books: Vec<u32>,
    signed: bool,
    #[form] place: Place,
    #[form(length = 1..)] label: String,
    #[extract] State(ran): State<Ran>,
) -> CallResult<()> {
    ran.once_more();
    drop(label);
    if (shelf, &*books, signed, &*place.room) == (Shelf(-7), &[3, 4], false, "the \"blue\" room") {
        Ok(())
    } else {
        Err(CallError::NotFound)
    }
}

#[component]
pub fn Bound() -> impl IntoView {
    let put = use_server_action::<PutUp>().keyed("one");
    let shelf = use_query_map().read_untracked().get("shelf");
    let shelf = Shelf(shelf.and_then(|shelf| shelf.parse().ok()).unwrap_or(-7));
    let bound = With::from([
        PutUp::shelf().is(shelf),
        PutUp::books().is(vec![3, 4]),
        PutUp::signed().is(false),
    ]);
    view! {
        <ServerForm action=put with=bound.and(Place::room().is("the \"blue\" room"))>
            <input {..put.field(PutUp::label()).input()}/>
        </ServerForm>
    }
}

const HIDDEN: &str = "<input type=\"hidden\"";

fn hidden(name: &str, value: &str) -> String {
    format!("{HIDDEN} name=\"{name}\" value=\"{value}\">")
}

// covers: MPA-05 UAS-15
#[tokio::test]
async fn bound_values_are_sent_with_the_form() {
    let (site, ran) = browser();
    let page = site.get("/bound").await;
    for (name, value) in [
        ("_key", &*key(&page.text())),
        ("_instance", "one"),
        ("shelf", "-7"),
        ("books", "3"),
        ("books", "4"),
        ("room", "the &quot;blue&quot; room"),
    ] {
        page.contains(&hidden(name, value));
    }
    assert_eq!(page.text().matches(HIDDEN).count(), 6, "`false` is said by silence");
    // All that a browser needs for it stands in the form.
    page.contains("<form method=\"post\" action=\"/bound?_call=put_up\"");
    let sent = [
        ("_instance", "one"),
        ("shelf", "-7"),
        ("books", "3"),
        ("books", "4"),
        ("room", "the \"blue\" room"),
        ("label", "Novels"),
    ];
    site.post("/bound?_call=put_up").form(&sent).await.status(303);
    assert_eq!(ran.times(), 1);
}

// covers: MPA-13
#[tokio::test]
async fn after_a_failure_the_page_sends_what_is_bound_then() {
    let (site, _) = browser();
    let sent = [
        ("_instance", "one"),
        ("shelf", "-7"),
        ("room", "cellar"),
        ("label", "Novels"),
    ];
    let page = site.post("/bound?shelf=8&_call=put_up").form(&sent).await;
    page.status(404)
        .contains("value=\"Novels\"")
        .contains(&hidden("shelf", "8"))
        .contains("the &quot;blue&quot; room")
        .lacks("cellar")
        .lacks("value=\"-7\"");
}
