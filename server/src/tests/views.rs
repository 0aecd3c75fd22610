//! How often a book is seen.

use std::time::Duration;

use app::{
    books::{count_view, get_views},
    db::{self, Db},
};
use axum::http::Method;
use leptos_actions_testing::{As, Site};
use tokio::{task::JoinSet, time::timeout};

use super::{database, shop};

const EMMA: &str = "/books/emma";

async fn seen(db: &Db) -> u32 {
    db::views::of(db, "emma").await.unwrap().unwrap()
}

/// Waits until the book was seen so often: it is counted after the answer.
async fn until(db: &Db, times: u32) {
    let counted = async {
        while seen(db).await != times {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    if timeout(Duration::from_secs(10), counted).await.is_err() {
        panic!("seen {} times and not {times}", seen(db).await);
    }
}

/// As long as anything could be counted that is not to be.
async fn nothing_more() {
    tokio::time::sleep(Duration::from_millis(200)).await;
}

#[tokio::test]
async fn a_page_that_is_rendered_counts_once_and_says_how_often_it_was_seen_before() {
    let db = database().await;
    let site = Site::browser(shop(&db).await);
    for times in 0..3 {
        let plural = if times == 1 { "" } else { "s" };
        let page = site.get(EMMA).await;
        page.status(200).contains(&format!(">Seen {times} time{plural}<"));
        drop(page);
        until(&db, times + 1).await;
    }
    nothing_more().await;
    assert_eq!(seen(&db).await, 3);
}

#[tokio::test]
async fn what_is_no_look_at_a_book_counts_nothing() {
    let db = database().await;
    let site = Site::browser(shop(&db).await);
    site.get("/books/no-such-book").await.status(404);
    site.get("/").await.status(200);
    site.get("/_call/get_book?slug=emma").await.status(200);
    site.request(Method::HEAD, EMMA).await.status(200);
    let (book, _) = super::book(&db, "emma").await;
    for (quantity, status) in [("0", 422), ("1", 303)] {
        let book = book.to_string();
        let form = [
            ("_key", "0123456789abcdef0123456789abcdef"),
            ("book", &*book),
            ("quantity", quantity),
        ];
        let answer = site.post("/books/emma?_call=add_to_cart").form(&form).await;
        answer.status(status);
    }
    // The page that tells of a form is the same visit.
    site.get(EMMA)
        .header("accept", "text/html")
        .await
        .status(200)
        .contains("Added to your cart.");
    nothing_more().await;
    assert_eq!(seen(&db).await, 0);
}

// covers: GST-12
#[tokio::test]
async fn a_page_that_a_browser_fetches_ahead_is_not_seen() {
    let db = database().await;
    let site = Site::browser(shop(&db).await);
    for (name, value) in [
        ("sec-purpose", "prefetch"),
        ("sec-purpose", "prefetch;prerender"),
        ("sec-purpose", "Prefetch; anonymous-client-ip"),
        ("purpose", "prefetch"),
        ("x-purpose", "preview"),
        ("x-moz", "prefetch"),
    ] {
        site.get(EMMA)
            .header(name, value)
            .await
            .status(200)
            .contains("Seen 0 times");
    }
    site.get(EMMA)
        .header("sec-purpose", "\u{fc}")
        .header("sec-purpose", "prefetch")
        .await
        .status(200);
    nothing_more().await;
    assert_eq!(seen(&db).await, 0);
    site.get(EMMA).header("sec-purpose", "").await.status(200);
    until(&db, 1).await;
}

#[tokio::test]
async fn views_at_the_same_time_are_all_counted_in_one_row() {
    let db = database().await;
    let anybody = As::public().state(db.clone());
    let counts: JoinSet<_> = (0..40)
        .map(|_| {
            let anybody = anybody.clone();
            async move { anybody.call(|| count_view("emma".into())).await.unwrap() }
        })
        .collect();
    counts.join_all().await;
    assert_eq!(anybody.call(|| get_views("emma".into())).await.unwrap(), 40);
    assert_eq!(anybody.call(|| get_views("walden".into())).await.unwrap(), 0);
    anybody
        .call(|| count_view("no-such-book".into()))
        .await
        .refused_with(404);
    anybody
        .call(|| get_views("no-such-book".into()))
        .await
        .refused_with(404);
    let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM views")
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(rows, 1);
}

#[tokio::test]
async fn a_counter_that_waits_keeps_no_page_waiting() {
    let db = database().await;
    let site = Site::browser(shop(&db).await);
    let mut other = db.acquire().await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut *other).await.unwrap();
    // Nothing can be counted before the other is done, which it is only after the page.
    site.get(EMMA)
        .await
        .status(200)
        .contains("<h1>Emma</h1>")
        .contains("Seen 0 times");
    assert_eq!(seen(&db).await, 0);
    sqlx::query("COMMIT").execute(&mut *other).await.unwrap();
    until(&db, 1).await;
}

#[tokio::test]
async fn a_counter_that_fails_breaks_no_page() {
    let db = database().await;
    let site = Site::browser(shop(&db).await);
    sqlx::query("DROP TABLE views").execute(&db).await.unwrap();
    for _ in 0..2 {
        let page = site.get(EMMA).await;
        page.status(200)
            .contains("<h1>Emma</h1>")
            .contains("Add to cart")
            .lacks("Seen");
    }
}
