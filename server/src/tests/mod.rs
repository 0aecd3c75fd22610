//! The shop as a whole, without a browser.

mod cart;
mod contact;
mod curl;
mod database;

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use app::db::{self, Db};
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

fn settings() -> Settings<Section> {
    let file = include_str!("../../../Leptos.toml");
    Settings::parse("Leptos.toml", file, &[]).unwrap()
}

async fn shop(db: &Db) -> Router {
    routes::service(settings(), db.clone()).await.unwrap()
}
