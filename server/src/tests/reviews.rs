//! What members say of books.

use app::{
    account::{Member, MemberId},
    books::{Rating, Review, ReviewError, get_book, get_reviews, post_review},
    db::{self, Db},
};
use leptos_actions_testing::{As, Site};
use tokio::task::JoinSet;

use super::{
    accounts::{browser, member},
    database,
};

/// Somebody who has an account.
async fn writer(db: &Db, name: &str) -> As {
    As::caller(Member {
        id: account(db, name).await,
    })
    .state(db.clone())
}

async fn account(db: &Db, name: &str) -> MemberId {
    let email = format!("{}@example.org", name.len());
    db::members::add(db, name, &email, "").await.unwrap().unwrap()
}

async fn post(by: &As, stars: u8, text: &str) {
    by.call(|| post_review("emma".into(), stars, text.into()))
        .await
        .unwrap();
}

async fn newest(db: &Db) -> Vec<Review> {
    let anybody = As::public().state(db.clone());
    anybody.call(|| get_reviews("emma".into(), None)).await.unwrap()
}

async fn texts(db: &Db) -> Vec<String> {
    newest(db).await.into_iter().map(|review| review.text).collect()
}

async fn rating(db: &Db) -> Rating {
    let anybody = As::public().state(db.clone());
    anybody.call(|| get_book("emma".into())).await.unwrap().rating
}

#[tokio::test]
async fn the_newest_review_comes_first_with_its_writers_name() {
    let db = database().await;
    assert_eq!((texts(&db).await.len(), rating(&db).await), (0, Rating::default()));
    post(&writer(&db, "Ada").await, 4, " Clever. \n").await;
    post(&writer(&db, "Žofie").await, 5, "Übermütig\n\n読みやすい 🐎").await;
    let all = newest(&db).await;
    assert_eq!(
        (&*all[0].name, all[0].stars, &*all[0].text),
        ("Žofie", 5, "Übermütig\n\n読みやすい 🐎")
    );
    assert_eq!((&*all[1].name, all[1].stars, &*all[1].text), ("Ada", 4, "Clever."));
    assert_eq!(all[0].written_on.len(), "2026-11-21".len());
    assert_eq!(rating(&db).await, Rating { reviews: 2, tenths: 45 });
    let other = As::public().state(db.clone());
    assert_eq!(other.call(|| get_reviews("walden".into(), None)).await.unwrap(), []);
}

#[tokio::test]
async fn a_member_reviews_a_book_once() {
    let db = database().await;
    let ada = writer(&db, "Ada").await;
    post(&ada, 1, "Not for me.").await;
    let again = ada.call(|| post_review("emma".into(), 5, "After all.".into())).await;
    assert_eq!(again.refused_with(409).app_error(), ReviewError::Already);
    assert_eq!(texts(&db).await, ["Not for me."]);
    ada.call(|| post_review("walden".into(), 5, "This one.".into()))
        .await
        .unwrap();
    post(&writer(&db, "Žofie").await, 5, "For me.").await;
    assert_eq!(texts(&db).await.len(), 2);
}

#[tokio::test]
async fn of_reviews_at_the_same_time_one_is_kept() {
    let db = database().await;
    let ada = writer(&db, "Ada").await;
    let posts: JoinSet<_> = (0..8)
        .map(|number| {
            let ada = ada.clone();
            let call = move || post_review("emma".into(), 3, number.to_string());
            async move { ada.call(call).await.result().is_ok() }
        })
        .collect();
    let kept = posts.join_all().await;
    assert_eq!(kept.iter().filter(|kept| **kept).count(), 1);
    assert_eq!(texts(&db).await.len(), 1);
}

#[tokio::test]
async fn what_a_review_is_made_of_is_checked() {
    let db = database().await;
    let ada = writer(&db, "Ada").await;
    for stars in [0, 6, 255] {
        let refused = ada.call(|| post_review("emma".into(), stars, "Clever.".into())).await;
        assert_eq!(refused.field_error("stars"), "Choose a number from 1 to 5.");
    }
    for text in ["", " \n\u{a0}", &"a".repeat(2_001)] {
        let refused = ada.call(|| post_review("emma".into(), 3, text.to_owned())).await;
        assert!(!refused.field_error("text").is_empty());
    }
    ada.call(|| post_review("no-such-book".into(), 3, "Clever.".into()))
        .await
        .refused_with(404);
    assert_eq!(texts(&db).await.len(), 0);
    post(&ada, 3, &"🐎".repeat(2_000)).await;
}

#[tokio::test]
async fn the_newest_are_given_and_those_before_one_of_them_and_all_are_counted() {
    let db = database().await;
    for number in 1..=25 {
        let stars = if number > 20 { 4 } else { 5 };
        post(&writer(&db, &"a".repeat(number)).await, stars, &number.to_string()).await;
    }
    let (mut sizes, mut shown, mut before) = (Vec::new(), Vec::new(), None);
    loop {
        let anybody = As::public().state(db.clone());
        let page = anybody.call(|| get_reviews("emma".into(), before)).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.id);
        sizes.push(page.len());
        shown.extend(page.into_iter().map(|review| review.text));
    }
    let expected: Vec<_> = (1..=25).rev().map(|number| number.to_string()).collect();
    assert_eq!((sizes, shown), (vec![10, 10, 5], expected));
    let all = Rating {
        reviews: 25,
        tenths: 48,
    };
    assert_eq!(rating(&db).await, all);
}

#[tokio::test]
async fn a_review_goes_with_its_writer() {
    let db = database().await;
    let ada = account(&db, "Ada").await;
    post(&As::caller(Member { id: ada }).state(db.clone()), 4, "Clever.").await;
    sqlx::query("DELETE FROM members WHERE id = ?")
        .bind(ada)
        .execute(&db)
        .await
        .unwrap();
    assert_eq!((texts(&db).await.len(), rating(&db).await), (0, Rating::default()));
}

const FORM: &str = "/books/emma?_call=post_review";

async fn send(site: &Site, stars: &str, text: &str) -> leptos_actions_testing::Received {
    // Only what has a key is told by the page that it leads to.
    let key = format!("{:0>32}", text.len());
    let mut fields = vec![("_key", &*key), ("slug", "emma"), ("text", text)];
    if !stars.is_empty() {
        fields.push(("stars", stars));
    }
    site.post(FORM).form(&fields).await
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_refused_and_keeps_what_they_typed() {
    let db = database().await;
    let site = browser(&db).await;
    let page = site.get("/books/emma").await;
    page.contains("Sign in to write a review").lacks("Post review");
    page.contains("href=\"/sign-in?back=%2Fbooks%2Femma\"")
        .contains("No reviews yet");
    let refused = send(&site, "4", "Clever, and <b>long</b>").await;
    refused.status(401).contains("Please sign in first.");
    refused.contains("Clever, and &lt;b>long&lt;/b></textarea>");
    assert_eq!(texts(&db).await.len(), 0);
}

#[tokio::test]
async fn a_form_without_scripts_posts_a_review_and_shows_it_once() {
    let db = database().await;
    let site = member(&db, "zofie@example.org").await;
    let refused = send(&site, "", "<script>alert(1)</script>").await;
    refused.status(422).contains("Fill this in.");
    refused
        .contains("&lt;script>alert(1)&lt;/script></textarea>")
        .lacks("<script>alert");
    let posted = send(&site, "4", "First line\r\n<script>alert(1)</script>").await;
    posted.status(303).redirected_to("/books/emma");
    let page = site.get("/books/emma").header("accept", "text/html").await;
    page.contains("Your review is below.")
        .contains("4.0 of 5, 1 review")
        .lacks("Post review");
    page.contains("First line\n&lt;script&gt;alert(1)&lt;/script&gt;</p>")
        .lacks("<script>alert");
    site.get("/books/emma").await.contains("Post review");
    let again = send(&site, "5", "Even better").await;
    again
        .status(409)
        .contains("You have reviewed this book already.")
        .contains("Even better</textarea>");
    assert_eq!(texts(&db).await.len(), 1);
}
