//! Fields that take their attributes from their handles.

use leptos_actions_testing::{Received, Site};

use super::browser;

const PAGES: [&str; 2] = ["/fields", "/in-order-fields"];

async fn order(site: &Site, page: &str, fields: &[(&str, &str)]) -> Received {
    let instance = [("_instance", "one")];
    let fields: Vec<_> = fields.iter().chain(&instance).copied().collect();
    site.post(&format!("{page}?_call=place_order")).form(&fields).await
}

#[tokio::test]
async fn an_element_has_what_its_field_says() {
    let (site, _) = browser();
    for page in PAGES {
        let answer = site.get(page).await;
        answer.status(200);
        for (name, rest) in [
            (
                "name",
                " required minlength=\"2\" maxlength=\"82\" autocomplete=\"name\" id=\"place_order-one-name\" aria-describedby=\"place_order-one-name-error\" value=\"Ema\">",
            ),
            (
                "copies",
                " type=\"number\" inputmode=\"numeric\" min=\"1\" max=\"9\" required id=\"place_order-one-copies\"",
            ),
            ("day", " type=\"date\" id="),
            (
                "pin",
                " type=\"password\" id=\"place_order-one-pin\" aria-describedby=\"place_order-one-pin-error\">",
            ),
            (
                "gift",
                " type=\"checkbox\" id=\"place_order-one-gift\" aria-describedby=\"place_order-one-gift-error\" checked>",
            ),
            (
                "card",
                " type=\"radio\" value=\"small\" id=\"place_order-one-card-small\" aria-describedby=\"place_order-one-card-error\">",
            ),
            (
                "card",
                " type=\"radio\" value=\"large\" id=\"place_order-one-card-large\" aria-describedby=\"place_order-one-card-error\" checked>",
            ),
            ("topics", " type=\"checkbox\" value=\"small\" id="),
        ] {
            answer.contains(&format!("<input name=\"{name}\"{rest}"));
        }
        answer.contains("<textarea name=\"note\" maxlength=\"402\" id=\"place_order-one-note\"");
        answer.contains("<select name=\"size\" required id=\"place_order-one-size\"");
        answer
            .contains("<option value=\"small\">Small")
            .contains("<option value=\"large\" selected>Large");
        answer.contains("<label for=\"place_order-one-name\">Name</label>");
        answer.contains(
            "<input name=\"copies\" type=\"number\" inputmode=\"numeric\" min=\"1\" max=\"9\" required value=\"3\">",
        );
        answer.contains("class=\"last\"").lacks("aria-invalid");
    }
}

#[tokio::test]
async fn a_failed_form_has_what_was_typed_and_chosen() {
    let (site, _) = browser();
    for page in PAGES {
        let typed = [
            ("name", ""),
            ("copies", "\"99\""),
            ("size", "small"),
            ("card", "small"),
            ("topics", "large"),
            ("note", "</textarea><b>bold"),
            ("pin", "CANARY"),
            ("day", "2025-02-30"),
        ];
        let answer = order(&site, page, &typed).await;
        answer.status(422).lacks("<b>").lacks("CANARY");
        answer
            .contains("What is it?")
            .contains("Enter a number.")
            .contains("Enter a date, such as");
        answer.contains(
            "aria-describedby=\"place_order-one-copies-error\" value=\"&quot;99&quot;\" aria-invalid=\"true\">",
        );
        answer
            .contains("<option value=\"small\" selected>Small")
            .lacks("<option value=\"large\" selected>");
        answer.contains("place_order-one-card-error\" checked><input name=\"card\" type=\"radio\" value=\"large\"");
        answer.contains("place_order-one-topics-error\" checked class=\"last\">");
        answer
            .contains("place_order-one-gift-error\"><label")
            .contains("&lt;/textarea>&lt;b>bold</textarea>");
    }
}

#[tokio::test]
async fn a_body_refuses_a_field_in_the_applications_own_words() {
    let (site, _) = browser();
    let typed = [("name", "Ema"), ("copies", "1"), ("size", "small"), ("note", "")];
    let answer = order(&site, "/fields", &typed).await;
    answer.status(422).contains("Ema cannot order.");
    answer.contains("value=\"Ema\" aria-invalid=\"true\">");
    let json = serde_json::json!({
        "input": { "name": "Ada", "copies": 1, "size": "small", "card": null, "topics": [], "gift": false, "note": "", "pin": null },
        "day": "2025-11-21",
    });
    let answer = site.post("/_call/place_order").json(&json).await;
    answer.status(422).contains("\"name\":[");
}
