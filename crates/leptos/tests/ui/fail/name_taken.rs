use leptos_actions::prelude::*;

#[derive(Clone, PartialEq, serde::Serialize, serde::Deserialize)]
struct Book;

#[query(public)]
async fn book() -> CallResult<Book> {
    Ok(Book)
}

#[action(public)]
async fn order(order: Vec<Order>) -> CallResult<()> {
    let _ = order;
    Ok(())
}

#[derive(Clone, serde::Serialize, serde::Deserialize)]
struct Order;

struct Logout;

#[action(public)]
async fn logout() -> CallResult<()> {
    Ok(())
}

fn main() {
    drop(order(vec![Order]));
}
