//! The shop as a whole, without a browser.

mod accounts;
mod cart;
mod contact;
mod curl;
mod database;
mod list;
mod password;
mod search;

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use app::{
    books::BookId,
    db::{self, Db},
};
use axum::Router;
use leptos_actions::Settings;

use crate::{config::Section, routes};

/// A seeded database in a file of its own.
async fn database() -> Db {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!(
        "bookshop-test-{}-{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    );
    let path: PathBuf = std::env::temp_dir().join(name).join("shop.sqlite");
    let db = db::open(&path).await.unwrap();
    db::seed::seed(&db, None).await.unwrap();
    db
}

/// A book's number, and how many of it there are.
async fn book(db: &Db, slug: &str) -> (BookId, u32) {
    let book = db::books::by_slug(db, slug).await.unwrap().unwrap();
    (book.id, book.stock)
}

fn settings() -> Settings<Section> {
    let file = include_str!("../../../Leptos.toml");
    // A hash that is worth guessing at would be most of what the tests wait for.
    let cheap = [("APP_PASSWORD_MEMORY", "8"), ("APP_PASSWORD_ROUNDS", "1")];
    let cheap = cheap.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Settings::parse("Leptos.toml", file, &cheap).unwrap()
}

async fn shop(db: &Db) -> Router {
    routes::service(settings(), db.clone()).await.unwrap()
}
