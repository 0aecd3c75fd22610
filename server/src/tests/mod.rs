//! The shop as a whole, without a browser.

mod accounts;
mod address;
mod addresses;
mod avatar;
mod cart;
mod catalogue;
mod compressed;
mod contact;
mod cookies;
mod curl;
mod database;
mod files;
mod flight;
mod idle;
mod list;
mod password;
mod popular;
mod reviews;
mod search;
mod several;
mod views;

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use app::{
    books::BookId,
    db::{self, Db},
};
use axum::Router;
use leptos_actions::{FileStore, Settings};

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

/// With a folder for files that is the test's own, beside its database.
fn settings(db: &Db) -> Settings<Section> {
    let file = include_str!("../../../Leptos.toml");
    // A hash that is worth guessing at would be most of what the tests wait for.
    let files = files(db);
    let ours = [
        ("APP_PASSWORD_MEMORY", "8"),
        ("APP_PASSWORD_ROUNDS", "1"),
        ("APP_FILES", files.to_str().unwrap()),
    ];
    let ours = ours.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Settings::parse("Leptos.toml", file, &ours).unwrap()
}

/// Where the files of a shop are.
fn files(db: &Db) -> PathBuf {
    db.connect_options().get_filename().with_file_name("files")
}

async fn store(db: &Db) -> FileStore {
    FileStore::open(files(db)).await.unwrap()
}

async fn shop(db: &Db) -> Router {
    routes::service(settings(db), db.clone()).await.unwrap()
}
