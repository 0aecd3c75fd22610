//! What is popular: kept for everybody, and as old as it says.

use std::time::Duration;

use app::{
    books::{BookCard, BookId, get_popular},
    cart::AddToCart,
    db::Db,
    shopper::Shopper,
};
use leptos_actions_testing::{As, Site};
use tokio::time;

use super::{book, database, shop};

async fn popular(site: &Site) -> Vec<String> {
    let books: Vec<BookCard> = site.get("/_call/get_popular").await.status(200).json();
    books.into_iter().map(|book| book.slug).collect()
}

async fn put(site: &Site, book: BookId) {
    site.call(&AddToCart { book, quantity: 1 }).await.status(200);
}

async fn books(db: &Db) -> [BookId; 2] {
    [book(db, "emma").await.0, book(db, "walden").await.0]
}

/// Lets the clock run, and then go on as it does.
async fn pass(minutes: u64) {
    time::pause();
    time::advance(Duration::from_secs(60 * minutes)).await;
    time::resume();
}

#[tokio::test]
async fn what_is_popular_is_shown_at_the_start_and_may_be_five_minutes_old() {
    let db = database().await;
    let [emma, walden] = books(&db).await;
    let shop = shop(&db).await;
    let (ada, bob) = (Site::browser(shop.clone()), Site::browser(shop));
    ada.get("/").await.lacks("Popular this hour");
    put(&ada, emma).await;
    pass(66).await;
    ada.get("/")
        .await
        .contains("Popular this hour")
        .contains("href=\"/books/emma\">Emma");
    for site in [&ada, &bob] {
        put(site, walden).await;
    }
    pass(4).await;
    assert_eq!(
        (popular(&ada).await, popular(&bob).await),
        (vec!["emma".into()], vec!["emma".into()]),
        "it says so"
    );
    let answer = ada.get("/_call/get_popular").await;
    assert!(
        answer.header("cache-control").unwrap().starts_with("public, max-age=0"),
        "and to every browser"
    );
    pass(2).await;
    assert_eq!(
        popular(&bob).await,
        ["emma"],
        "whoever comes first is given the older one"
    );
    let newer = async {
        while popular(&bob).await != ["walden", "emma"] {
            tokio::task::yield_now().await;
        }
    };
    time::timeout(Duration::from_secs(20), newer)
        .await
        .expect("and another is read meanwhile");
}

#[tokio::test]
async fn the_five_that_are_in_most_carts_come_first() {
    let db = database().await;
    for (shopper, books) in [("ada", 1..=7), ("bob", 3..=7), ("eve", 5..=5)] {
        let caller = As::caller(Shopper::visitor(shopper)).state(db.clone());
        for book in books {
            let add = AddToCart {
                book: BookId(book),
                quantity: 1,
            };
            caller.call(add).await.unwrap();
        }
    }
    // Whatever the clock says, the later book is later.
    let apart = sqlx::query("UPDATE cart_lines SET added_at = added_at - 1000 + book");
    apart.execute(&db).await.unwrap();
    let yesterday = sqlx::query("UPDATE cart_lines SET added_at = added_at - 86400000 WHERE book = 7");
    yesterday.execute(&db).await.unwrap();
    let popular = As::public().state(db.clone()).call(get_popular).await.unwrap();
    for (card, id) in popular.iter().zip([5, 6, 4, 3, 2]) {
        let id_of = book(&db, &card.slug).await.0;
        assert_eq!(id_of, BookId(id));
    }
    assert_eq!(popular.len(), 5);
}
