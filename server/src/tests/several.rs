//! Several lines of a cart at once.

use app::{
    books::BookId,
    cart::{LineChange, UpdateLines, add_to_cart, get_cart, update_lines},
    db::Db,
    shopper::Shopper,
};
use leptos_actions::CallError;
use leptos_actions_testing::{As, Received, Site};

use super::{accounts::browser, book, database};

const SLUGS: [&str; 3] = ["emma", "walden", "vanity-fair"];

/// A shopper with one copy of each.
async fn filled(db: &Db, id: &str) -> As {
    let shopper = As::caller(Shopper::visitor(id)).state(db.clone());
    for slug in SLUGS {
        let (book, _) = book(db, slug).await;
        shopper.call(|| add_to_cart(book, 1)).await.unwrap();
    }
    shopper
}

async fn books(db: &Db) -> [BookId; 3] {
    let mut books = Vec::new();
    for slug in SLUGS {
        books.push(book(db, slug).await.0);
    }
    books.try_into().unwrap()
}

async fn quantities(of: &As) -> Vec<u32> {
    let cart = of.call(get_cart).await.unwrap();
    cart.lines.iter().map(|line| line.quantity).collect()
}

fn changes<const N: usize>(books: [BookId; N], quantities: [u32; N]) -> UpdateLines {
    let lines = books.into_iter().zip(quantities);
    UpdateLines {
        lines: lines.map(|(book, quantity)| LineChange { book, quantity }).collect(),
    }
}

#[tokio::test]
async fn all_lines_are_changed_and_one_of_none_goes() {
    let db = database().await;
    let books = books(&db).await;
    let [ada, bob] = [filled(&db, "ada").await, filled(&db, "bob").await];
    ada.call(changes(books, [3, 0, 5])).await.unwrap();
    assert_eq!(quantities(&ada).await, [3, 5]);
    ada.call(|| update_lines(Vec::new())).await.unwrap();
    assert_eq!(quantities(&ada).await, [3, 5]);
    assert_eq!(quantities(&bob).await, [1, 1, 1]);
}

#[tokio::test]
async fn where_one_line_cannot_be_none_is_and_each_says_why() {
    let db = database().await;
    let books = books(&db).await;
    let (_, left) = book(&db, "walden").await;
    let ada = filled(&db, "ada").await;
    let refused = ada.call(changes(books, [2, left + 1, 99])).await;
    refused.refused_with(422);
    assert_eq!(refused.field_error("lines[0].quantity"), "");
    assert_eq!(
        refused.field_error("lines[1].quantity"),
        format!("Only {left} of this book are left.")
    );
    assert!(refused.field_error("lines[2].quantity").starts_with("Only "));
    let refused = ada.call(changes(books, [2, 100, 1])).await;
    assert_eq!(
        refused.field_error("lines[1].quantity"),
        "Choose a number from 0 to 99."
    );
    assert_eq!(quantities(&ada).await, [1, 1, 1]);
}

#[tokio::test]
async fn what_is_not_in_the_cart_is_not_put_there() {
    let db = database().await;
    let [emma, walden, vanity] = books(&db).await;
    let ada = filled(&db, "ada").await;
    ada.call(changes([walden], [0])).await.unwrap();
    for stranger in [walden, BookId(0)] {
        let refused = ada.call(changes([emma, stranger, vanity], [5, 1, 5])).await;
        assert_eq!(refused.unwrap_err(), CallError::Conflict);
    }
    assert_eq!(quantities(&ada).await, [1, 1]);
    // What is gone may be none.
    ada.call(changes([emma, walden, vanity], [5, 0, 4])).await.unwrap();
    assert_eq!(quantities(&ada).await, [5, 4]);
    let bob = As::caller(Shopper::visitor("bob")).state(db);
    bob.call(changes([emma], [1])).await.refused_with(409);
    assert!(quantities(&bob).await.is_empty());
}

#[tokio::test]
async fn a_book_stands_in_one_line() {
    let db = database().await;
    let [emma, walden, _] = books(&db).await;
    let ada = filled(&db, "ada").await;
    let refused = ada.call(changes([emma, walden, emma], [2, 2, 3])).await;
    assert_eq!(refused.field_error("lines[2].quantity"), "This is not valid.");
    assert_eq!(refused.field_error("lines[0].quantity"), "");
    assert_eq!(quantities(&ada).await, [1, 1, 1]);
}

#[tokio::test]
async fn what_fails_half_way_has_changed_nothing() {
    let db = database().await;
    let books = books(&db).await;
    let ada = filled(&db, "ada").await;
    let trigger = format!(
        "CREATE TRIGGER fails BEFORE UPDATE ON cart_lines WHEN NEW.book = {} BEGIN SELECT RAISE(ABORT, 'no'); END",
        books[2]
    );
    sqlx::query(sqlx::AssertSqlSafe(trigger)).execute(&db).await.unwrap();
    ada.call(changes(books, [2, 2, 2])).await.refused_with(500);
    assert_eq!(quantities(&ada).await, [1, 1, 1]);
}

/// A browser with one copy of each in its cart.
async fn with_cart(db: &Db) -> Site {
    let site = browser(db).await;
    for book in books(db).await {
        let form = [("book", &*book.to_string()), ("quantity", "1")];
        site.post("/cart?_call=add_to_cart").form(&form).await.status(303);
    }
    site
}

async fn send(site: &Site, books: [BookId; 3], quantities: [&str; 3]) -> Received {
    let ids = books.map(|book| book.to_string());
    let mut fields = vec![("_instance".to_owned(), ids.join("-"))];
    for (at, (book, quantity)) in ids.iter().zip(quantities).enumerate() {
        fields.push((format!("lines[{at}].book"), book.clone()));
        fields.push((format!("lines[{at}].quantity"), quantity.to_owned()));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    site.post("/cart?_call=update_lines").form(&fields).await
}

#[tokio::test]
async fn a_form_without_scripts_says_what_is_wrong_beside_each_line() {
    let db = database().await;
    let (books, site) = (books(&db).await, with_cart(&db).await);
    let page = site.get("/cart").await;
    page.contains("<details class=\"several\">").contains("Update all");
    let refused = send(&site, books, ["5", "99", "x"]).await;
    refused.status(422).contains("<details open class=\"several\">");
    for text in ["Enter a number.</span>", "value=\"5\"", "value=\"99\"", "value=\"x\""] {
        refused.contains(text);
    }
    let refused = send(&site, books, ["5", "99", "3"]).await;
    refused
        .status(422)
        .contains(" of this book are left.</span>")
        .contains("value=\"5\"");
    site.get("/cart").await.contains("Cart (3)");
    send(&site, books, ["5", "2", "0"])
        .await
        .status(303)
        .redirected_to("/cart");
    site.get("/cart").await.contains("Cart (7)").lacks("<details open");
}

#[tokio::test]
async fn what_was_typed_for_other_lines_is_never_shown_beside_these() {
    let db = database().await;
    let (books, site) = (books(&db).await, with_cart(&db).await);
    let form = [("book", &*books[0].to_string())];
    site.post("/cart?_call=remove_line").form(&form).await.status(303);
    let refused = send(&site, books, ["7", "8", "9"]).await;
    refused
        .status(409)
        .contains("This has changed in the meantime. Please look again.");
    refused
        .contains("Cart (2)")
        .lacks("value=\"7\"")
        .lacks("value=\"8\"")
        .lacks("value=\"9\"");
    let form = [("book", &*books[1].to_string())];
    site.post("/cart?_call=remove_line").form(&form).await.status(303);
    site.get("/cart").await.lacks("Update all");
}
