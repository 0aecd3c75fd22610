//! Messages to the shop, without a browser.

use app::db::Db;
use leptos_actions_testing::Site;

use super::{database, shop};

async fn messages(db: &Db) -> Vec<(String, String, String)> {
    let all = sqlx::query_as("SELECT name, email, message FROM messages ORDER BY id");
    all.fetch_all(db).await.unwrap()
}

const FIELDS: [(&str, &str); 4] = [
    ("_key", "0123456789abcdef0123456789abcdef"),
    ("name", "Žofie <b>"),
    ("email", "zofie@example.org"),
    ("message", "First line\r\nSecond line 🐈"),
];

#[tokio::test]
async fn a_message_arrives_once_as_it_was_written() {
    let db = database().await;
    let site = Site::browser(shop(&db).await);
    for _ in 0..2 {
        let answer = site.post("/contact?_call=send_message").form(&FIELDS).await;
        answer.status(303).redirected_to("/contact");
    }
    // With scripts the line ends otherwise, and the intent is the same.
    let fields = FIELDS.map(|(name, value)| (name, value.replace("\r\n", "\n")));
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    site.post("/_call/send_message").form(&fields).await.status(200);
    let message = "First line\nSecond line 🐈".to_owned();
    assert_eq!(
        messages(&db).await,
        [("Žofie <b>".into(), "zofie@example.org".into(), message)]
    );
    site.get("/contact")
        .await
        .status(200)
        .contains("Your message has arrived.");
    site.get("/contact")
        .await
        .status(200)
        .lacks("Your message has arrived.");
}

#[tokio::test]
async fn a_message_that_is_refused_is_on_the_page_and_nowhere_else() {
    let db = database().await;
    let site = Site::browser(shop(&db).await);
    let fields = [
        ("name", ""),
        ("email", "nobody"),
        ("message", "\r\n</textarea><b>hello"),
    ];
    let page = site.post("/contact?_call=send_message").form(&fields).await;
    page.status(422)
        .contains("Fill this in.")
        .contains("Enter an e-mail address");
    page.contains("value=\"nobody\"")
        .contains("\n\n&lt;/textarea>&lt;b>hello</textarea>");
    assert_eq!(messages(&db).await, []);
}
