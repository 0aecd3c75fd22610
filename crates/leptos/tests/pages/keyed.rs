//! Several forms of one action on a page stay apart.

use super::{browser, support::log::Log};

fn section<'a>(html: &'a str, id: &str) -> &'a str {
    let start = html
        .find(&format!("<section id=\"{id}\""))
        .expect("the section is there");
    let length = html[start..].find("</section>").expect("the section ends");
    &html[start..start + length]
}

#[tokio::test]
async fn only_the_form_that_was_sent_shows_its_failure() {
    let (site, _) = browser();
    let page = site.get("/rows").await.text();
    for row in ["first", "second"] {
        assert!(
            section(&page, row).contains(&format!("<input type=\"hidden\" name=\"_instance\" value=\"{row}\"")),
            "{page}"
        );
    }
    let fields = [("_instance", "second"), ("text", "taken"), ("copies", "5")];
    let answer = site
        .post("/rows?_call=save_note")
        .form(&fields)
        .await
        .status(409)
        .text();
    let (first, second) = (section(&answer, "first"), section(&answer, "second"));
    assert!(
        second.contains("This name is taken.") && second.contains("value=\"taken\"") && second.contains("value=\"5\"")
    );
    assert!(
        !first.contains("This name is taken.") && !first.contains("taken") && first.contains("value=\"1\""),
        "{first}"
    );
}

#[tokio::test]
async fn messages_are_named_by_form_and_field() {
    let (site, _) = browser();
    let page = site.get("/rows").await.text();
    for row in ["first", "second"] {
        let id = format!("save_note-{row}-text-error");
        let section = section(&page, row);
        assert!(
            section.contains(&format!("aria-describedby=\"{id}\"")) && section.contains(&format!("id=\"{id}\"")),
            "{section}"
        );
    }
}

#[tokio::test]
async fn the_failure_of_a_form_that_is_not_on_the_page_is_the_pages() {
    let (site, _) = browser();
    let log = Log::listen();
    for (copies, message) in [("5", "This name is taken."), ("many", "Enter a number.")] {
        let fields = [("_instance", "third"), ("text", "taken"), ("copies", copies)];
        let page = site.post("/rows?_call=save_note").form(&fields).await.text();
        assert_eq!(page.matches(message).count(), 1, "{page}");
        let (before, _) = page.split_once("<section").expect("there are rows");
        assert!(
            before.contains(&format!(
                "role=\"alert\" tabindex=\"-1\" autofocus class=\"form-error\">{message}</p>"
            )),
            "{page}"
        );
        assert!(!page.contains("value=\"taken\""), "{page}");
    }
    assert!(log.about("<PageError/>").is_empty());
    let own = [("_instance", "first"), ("text", "taken"), ("copies", "5")];
    let page = site.post("/rows?_call=save_note").form(&own).await.text();
    let (before, _) = page.split_once("<section").expect("there are rows");
    assert!(!before.contains("This name is taken."), "{page}");
}

#[tokio::test]
async fn a_page_that_could_not_say_it_is_logged() {
    let (site, _) = browser();
    let log = Log::listen();
    let fields = [("_instance", "third"), ("text", "taken"), ("copies", "5")];
    site.post("/notes?_call=save_note").form(&fields).await.status(409);
    assert_eq!(log.about("<PageError/>").len(), 1);
}
