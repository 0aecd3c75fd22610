//! A form that posts to another page than the one it stands on.

use leptos::prelude::*;
use leptos_actions::prelude::*;

use super::{KEY, app::SaveNote, browser};

/// Forms whose pages are others; the last one's would be another site.
#[component]
pub fn Elsewhere() -> impl IntoView {
    let pages = ["/notes", "/search?q=a%26b#done", "//evil.example/notes"].map(|page| {
        let save = use_server_action::<SaveNote>();
        view! {
            <ServerForm action=save page=page>
                <input name="text" value=move || save.kept_or("text", "")/>
                <FieldError action=save name="text"/>
                <input name="copies" value="1"/>
            </ServerForm>
        }
    });
    let row = use_server_action::<SaveNote>().keyed("second");
    view! {
        {pages.collect_view()}
        <ServerForm action=row page="/rows">
            <input name="text"/>
        </ServerForm>
    }
}

#[tokio::test]
async fn a_form_can_name_the_page_that_it_posts_to() {
    let (site, _) = browser();
    let page = site.get("/elsewhere?x=1").await;
    for target in [
        "action=\"/notes?_call=save_note\" data-call=\"save_note\" data-page=\"/notes\"",
        "action=\"/search?q=a%26b&amp;_call=save_note\" data-call=\"save_note\" data-page=\"/search?q=a%26b\"",
        "action=\"/elsewhere?x=1&amp;_call=save_note\" data-call=\"save_note\"",
        "action=\"/rows?_call=save_note\"",
    ] {
        page.contains(target);
    }
    page.lacks("evil.example");
}

// covers: MPA-10 MPA-15
#[tokio::test]
async fn the_form_of_that_page_shows_what_became_of_it() {
    let (site, _) = browser();
    let page = site.get("/elsewhere").await.text();
    let (_, form) = page.rsplit_once("action=\"").expect("there is a form");
    let target = form.split('"').next().unwrap_or_default();
    let sent = [("_instance", "second"), ("text", "taken"), ("copies", "5")];
    let answer = site.post(target).form(&sent).await;
    let html = answer.status(409).text();
    let (first, second) = html.split_once("<section id=\"second\"").expect("two rows");
    assert!(
        second.contains("value=\"taken\"") && second.contains("This name is taken."),
        "{second}"
    );
    assert!(second.contains("autofocus") && !first.contains("taken"), "{first}");
    // On another page stands no such form: its own is as if nothing had been sent.
    let other = site.post("/notes?_call=save_note").form(&sent).await;
    other
        .status(409)
        .contains("name=\"text\"")
        .lacks("value=\"taken\"")
        .lacks("This name is taken.");
    let sent = [
        ("_key", KEY),
        ("_instance", "second"),
        ("text", "Emma"),
        ("copies", "5"),
    ];
    let done = site.post(target).form(&sent).await;
    done.status(303).redirected_to("/rows");
    site.get("/elsewhere").await.lacks("Saved.");
    site.follow(&done).await.status(200).contains("Saved.");
}
