use std::path::Path;

use app::{
    books::BookId,
    cart::{AddToCart, add_to_cart},
    db,
    shopper::Shopper,
};
use leptos_actions_testing::{As, Site};

use super::{database, shop};

#[tokio::test]
async fn a_database_that_cannot_be_opened_says_which() {
    let error = db::open(Path::new("/dev/null/shop.sqlite"))
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("the database /dev/null/shop.sqlite cannot be opened: "),
        "{error}"
    );
}

#[tokio::test]
async fn a_page_without_its_database_is_a_503_page() {
    let db = database().await;
    let site = Site::new(shop(&db).await);
    db.close().await;
    let page = site.get("/").await;
    page.status(503).contains(" could not be shown. ").contains("</html>");
    page.contains(">Try again</a>");
    let call = site.get("/_call/get_books").await;
    call.status(503);
    assert_eq!(call.header("retry-after").as_deref(), Some("1"));
}

#[tokio::test]
async fn a_locked_database_is_not_an_internal_error() {
    let db = database().await;
    let site = Site::new(shop(&db).await);
    let mut other = db.acquire().await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut *other).await.unwrap();
    site.call(&AddToCart {
        book: BookId(1),
        quantity: 1,
    })
    .await
    .status(503);
    // A caller that is made by hand has nobody to say what passes: there it is what it is.
    let ada = As::caller(Shopper::visitor("ada")).state(db.clone());
    ada.call(|| add_to_cart(BookId(1), 1)).await.refused_with(500);
}

#[tokio::test]
async fn a_catalogue_can_be_as_large_as_it_is_needed() {
    let db = database().await;
    assert_eq!(
        db::seed::seed(&db, None).await.unwrap(),
        0,
        "a filled database is left alone"
    );
    assert!(db::seed::seed(&db, Some(1_000)).await.unwrap() > 0);
    let genres = db::books::genres(&db).await.unwrap();
    assert_eq!(genres.iter().map(|(_, books)| books).sum::<u32>(), 1_000);
}
