use app::{
    Cents,
    books::BookId,
    cart::{
        AddToCart, CartError, SetQuantity, add_to_cart, get_cart, get_removed_lines, remove_line, restore_line,
        set_quantity,
    },
    db,
    shopper::Shopper,
};
use leptos_actions::CallError;
use leptos_actions_testing::{As, Site};
use tokio::task::JoinSet;

use super::{book, database, shop};

const EMMA: &str = "/books/emma";

fn shopper(id: &str) -> Shopper {
    Shopper::visitor(id)
}

#[tokio::test]
async fn a_cart_adds_up() {
    let db = database().await;
    let (emma, _) = book(&db, "emma").await;
    let ada = As::caller(shopper("ada")).state(db);
    ada.call(|| add_to_cart(emma, 1)).await.unwrap();
    ada.call(|| add_to_cart(emma, 2)).await.unwrap();
    let cart = ada.call(get_cart).await.unwrap();
    assert_eq!((cart.count(), cart.total()), (3, Cents(3 * 1090)));
    ada.call(|| set_quantity(emma, 1)).await.unwrap();
    assert_eq!(ada.call(get_cart).await.unwrap().count(), 1);
    ada.call(|| remove_line(emma)).await.unwrap();
    assert_eq!(ada.call(get_cart).await.unwrap().lines, []);
}

#[tokio::test]
async fn a_line_that_was_removed_does_not_come_back() {
    let db = database().await;
    let (emma, _) = book(&db, "emma").await;
    let ada = As::caller(shopper("ada")).state(db);
    let refused = ada.call(|| set_quantity(emma, 2)).await.unwrap_err();
    assert_eq!(refused, CallError::Conflict);
    assert_eq!(ada.call(get_cart).await.unwrap().lines, []);
    ada.call(|| set_quantity(emma, 0)).await.unwrap();
    ada.call(|| remove_line(emma)).await.unwrap();
}

#[tokio::test]
async fn a_line_that_was_removed_is_put_back_as_it_was_by_its_owner_alone() {
    let db = database().await;
    let [(emma, _), (walden, _)] = [book(&db, "emma").await, book(&db, "walden").await];
    let [ada, bob] = ["ada", "bob"].map(|id| As::caller(shopper(id)).state(db.clone()));
    ada.call(|| add_to_cart(emma, 3)).await.unwrap();
    ada.call(|| add_to_cart(walden, 1)).await.unwrap();
    let before = ada.call(get_cart).await.unwrap();
    // Removed, set to none, and once more although it is gone.
    ada.call(|| remove_line(emma)).await.unwrap();
    ada.call(|| restore_line(emma)).await.unwrap();
    ada.call(|| set_quantity(emma, 0)).await.unwrap();
    ada.call(|| remove_line(emma)).await.unwrap();
    let removed = ada.call(get_removed_lines).await.unwrap();
    assert_eq!(removed.iter().map(|line| line.book).collect::<Vec<_>>(), [emma]);
    assert_eq!(bob.call(get_removed_lines).await.unwrap(), []);
    assert_eq!(bob.call(|| restore_line(emma)).await.app_error(), CartError::Gone);
    ada.call(|| restore_line(emma)).await.unwrap();
    assert_eq!(ada.call(get_cart).await.unwrap(), before);
    assert_eq!(ada.call(get_removed_lines).await.unwrap(), []);
    ada.call(|| restore_line(emma)).await.unwrap();
    assert_eq!(ada.call(get_cart).await.unwrap(), before);
}

#[tokio::test]
async fn a_line_is_put_back_only_as_far_as_there_is_stock() {
    let db = database().await;
    let (emma, stock) = book(&db, "emma").await;
    let ada = As::caller(shopper("ada")).state(db.clone());
    ada.call(|| add_to_cart(emma, 3)).await.unwrap();
    ada.call(|| remove_line(emma)).await.unwrap();
    for (left, error) in [(0, CartError::SoldOut), (2, CartError::NotEnough { left: 2 })] {
        let sold = sqlx::query("UPDATE books SET stock = ? WHERE id = ?")
            .bind(left)
            .bind(emma);
        sold.execute(&db).await.unwrap();
        assert_eq!(ada.call(|| restore_line(emma)).await.app_error(), error);
        assert_eq!(ada.call(get_cart).await.unwrap().lines, []);
    }
    let there = sqlx::query("UPDATE books SET stock = ? WHERE id = ?")
        .bind(stock)
        .bind(emma);
    there.execute(&db).await.unwrap();
    // What was added meanwhile adds up.
    ada.call(|| add_to_cart(emma, 2)).await.unwrap();
    assert_eq!(ada.call(get_removed_lines).await.unwrap(), []);
    ada.call(|| restore_line(emma)).await.unwrap();
    assert_eq!(ada.call(get_cart).await.unwrap().count(), 5);
}

#[tokio::test]
async fn additions_at_the_same_time_are_all_there() {
    let db = database().await;
    let (emma, left) = book(&db, "emma").await;
    let ada = As::caller(shopper("ada")).state(db);
    let additions: JoinSet<_> = (0..left)
        .map(|_| {
            let ada = ada.clone();
            async move { ada.call(|| add_to_cart(emma, 1)).await.unwrap() }
        })
        .collect();
    additions.join_all().await;
    assert_eq!(ada.call(get_cart).await.unwrap().count(), left);
}

#[tokio::test]
async fn a_cart_is_its_shoppers_alone() {
    let db = database().await;
    let (emma, _) = book(&db, "emma").await;
    let [ada, bob] = ["ada", "bob"].map(|id| As::caller(shopper(id)).state(db.clone()));
    ada.call(|| add_to_cart(emma, 2)).await.unwrap();
    bob.call(|| remove_line(emma)).await.unwrap();
    assert_eq!(bob.call(get_cart).await.unwrap().count(), 0);
    assert_eq!(ada.call(get_cart).await.unwrap().count(), 2);
}

#[tokio::test]
async fn no_more_than_is_in_stock_can_be_had() {
    let db = database().await;
    let (emma, left) = book(&db, "emma").await;
    let ada = As::caller(shopper("ada")).state(db.clone());
    assert_eq!(
        ada.call(|| add_to_cart(emma, left + 1)).await.app_error(),
        CartError::NotEnough { left }
    );
    ada.call(|| add_to_cart(emma, left)).await.unwrap();
    assert_eq!(
        ada.call(|| add_to_cart(emma, 1)).await.app_error(),
        CartError::HasAll { left }
    );
    sqlx::query("UPDATE books SET stock = 0 WHERE id = ?")
        .bind(emma)
        .execute(&db)
        .await
        .unwrap();
    assert_eq!(ada.call(|| add_to_cart(emma, 1)).await.app_error(), CartError::SoldOut);
}

// covers: GST-18
#[tokio::test]
async fn the_statement_that_writes_a_cart_checks_the_stock_itself() {
    let db = database().await;
    let (emma, left) = book(&db, "emma").await;
    assert!(left < 90, "there is less than a cart may hold");
    let count = async || {
        let lines = db::carts::lines(&db, "ada").await.unwrap();
        lines.iter().map(|line| line.quantity).sum::<u32>()
    };
    assert!(!db::carts::add(&db, "ada", emma, left + 1, 99).await.unwrap());
    assert!(db::carts::add(&db, "ada", emma, left, 99).await.unwrap());
    assert!(!db::carts::add(&db, "ada", emma, 1, 99).await.unwrap());
    assert!(!db::carts::set(&db, "ada", emma, left + 1).await.unwrap());
    assert_eq!(count().await, left);
    assert!(db::carts::set(&db, "ada", emma, 1).await.unwrap());
    // Somebody bought the rest.
    let sold = sqlx::query("UPDATE books SET stock = 1 WHERE id = ?").bind(emma);
    sold.execute(&db).await.unwrap();
    assert!(!db::carts::add(&db, "ada", emma, 1, 99).await.unwrap());
    assert!(!db::carts::set(&db, "ada", emma, 2).await.unwrap());
    assert_eq!(count().await, 1);
}

// covers: GST-18
#[tokio::test]
async fn more_additions_at_once_than_there_are_copies_add_no_more_than_there_are() {
    let db = database().await;
    let (emma, left) = book(&db, "emma").await;
    let ada = As::caller(shopper("ada")).state(db);
    let additions: JoinSet<_> = (0..left + 20)
        .map(|_| {
            let ada = ada.clone();
            async move { drop(ada.call(|| add_to_cart(emma, 1)).await) }
        })
        .collect();
    additions.join_all().await;
    assert_eq!(ada.call(get_cart).await.unwrap().count(), left);
}

#[tokio::test]
async fn a_quantity_has_bounds_and_a_book_must_exist() {
    let db = database().await;
    let (emma, _) = book(&db, "emma").await;
    let ada = As::caller(shopper("ada")).state(db);
    let none = ada
        .call(AddToCart {
            book: emma,
            quantity: 0,
        })
        .await;
    assert_eq!(none.field_error("quantity"), "Choose a number from 1 to 99.");
    ada.call(SetQuantity {
        book: emma,
        quantity: 100,
    })
    .await
    .refused_with(422);
    assert_eq!(
        ada.call(|| add_to_cart(BookId(0), 1)).await.unwrap_err(),
        CallError::NotFound
    );
}

#[tokio::test]
async fn the_first_action_begins_a_session_and_a_page_does_not() {
    let db = database().await;
    let (emma, _) = book(&db, "emma").await;
    let site = Site::browser(shop(&db).await);
    assert!(site.get(EMMA).await.cookie("bookshop").is_none());
    assert!(site.get("/_call/get_cart").await.cookie("bookshop").is_none());
    let form = [("book", &*emma.to_string()), ("quantity", "2")];
    let added = site
        .post("/books/emma?_call=add_to_cart")
        .header("sec-fetch-site", "same-origin")
        .form(&form);
    let added = added.await;
    added.status(303).redirected_to(EMMA);
    let session = added.cookie("bookshop").unwrap();
    assert!(session.http_only().unwrap() && session.secure().is_none(), "{session}");
    assert_eq!(session.same_site().unwrap().to_string(), "Lax");
    // The same visitor, after a restart.
    let site = Site::browser(shop(&db).await);
    let cart = site.get("/cart").cookie("bookshop", session.value()).await;
    cart.status(200).contains("Cart (2)").contains("Emma");
}

// covers: GST-12
#[tokio::test]
async fn whoever_has_what_is_left_is_told_so() {
    let db = database().await;
    let (emma, _) = book(&db, "emma").await;
    let stock = |left: u32| {
        let update = sqlx::query("UPDATE books SET stock = ? WHERE slug = 'emma'");
        update.bind(left).execute(&db)
    };
    stock(5).await.unwrap();
    let ada = As::caller(shopper("ada")).state(db.clone());
    let refused = async |quantity| ada.call(|| add_to_cart(emma, quantity)).await.app_error();
    assert_eq!(refused(6).await, CartError::NotEnough { left: 5 });
    ada.call(|| add_to_cart(emma, 3)).await.unwrap();
    assert_eq!(refused(3).await, CartError::HasSome { have: 3, left: 5 });
    ada.call(|| add_to_cart(emma, 2)).await.unwrap();
    assert_eq!(refused(1).await, CartError::HasAll { left: 5 });
    stock(4).await.unwrap();
    assert_eq!(refused(1).await, CartError::HasAll { left: 4 });
    stock(0).await.unwrap();
    assert_eq!(refused(1).await, CartError::SoldOut);
    // What another has makes no difference.
    stock(5).await.unwrap();
    let bob = As::caller(shopper("bob")).state(db.clone());
    assert_eq!(
        bob.call(|| add_to_cart(emma, 6)).await.app_error(),
        CartError::NotEnough { left: 5 }
    );
}
