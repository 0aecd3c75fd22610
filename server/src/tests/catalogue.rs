use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use app::db::{self, Db, books::PAGE_SIZE};
use sqlx::sqlite::SqlitePoolOptions;

use super::database;

/// The books of a shelf by their ids, as they are counted when nothing is kept.
async fn shelf(db: &Db, genre: Option<&str>) -> Vec<String> {
    let slugs = sqlx::query_scalar("SELECT slug FROM books WHERE ?1 IS NULL OR genre = ?1 ORDER BY id");
    slugs.bind(genre).fetch_all(db).await.unwrap()
}

/// Compares what is kept with what is counted.
async fn compare(db: &Db) {
    let kept = db::books::genres(db).await.unwrap();
    let counted = sqlx::query_as("SELECT genre, count(*) FROM books GROUP BY genre ORDER BY genre");
    let counted: Vec<(String, u32)> = counted.fetch_all(db).await.unwrap();
    assert_eq!(kept, counted);
    let shelves = kept.iter().map(|(name, _)| Some(name.as_str())).chain([None]);
    for genre in shelves {
        let wanted = shelf(db, genre).await;
        let pages: Vec<_> = wanted.chunks(PAGE_SIZE as usize).collect();
        for (page, wanted) in (1..).zip(&pages) {
            let books = db::books::page(db, genre, page).await.unwrap();
            let slugs: Vec<_> = books.into_iter().map(|book| book.slug).collect();
            assert_eq!(slugs, *wanted, "page {page} of {genre:?}");
        }
        let beyond = u32::try_from(pages.len()).unwrap() + 1;
        for page in [0, beyond] {
            assert!(
                db::books::page(db, genre, page).await.unwrap().is_empty(),
                "page {page} of {genre:?}"
            );
        }
    }
}

async fn add(db: &Db, id: Option<i64>, genre: &str) {
    let insert = sqlx::query(
        "INSERT INTO books (id, slug, title, author, year, language, genre, price_cents, stock, description) \
         VALUES (?1, hex(randomblob(8)), 'A title', 'An author', 1900, 'English', ?2, 1, 1, '')",
    );
    insert.bind(id).bind(genre).execute(db).await.unwrap();
}

// covers: GST-26
#[tokio::test]
async fn pages_and_counts_are_right_whatever_is_added_moved_and_removed() {
    let db = database().await;
    compare(&db).await;
    sqlx::query("DELETE FROM books WHERE id > 60")
        .execute(&db)
        .await
        .unwrap();
    compare(&db).await;
    let mut state = 7_u64;
    let mut random = |below: i64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(state >> 33).unwrap() % below
    };
    for _ in 0..150 {
        let genre = ["Novel", "Drama", "Cookery"][random(3) as usize];
        let id = random(120);
        let is_there = sqlx::query_scalar("SELECT count(*) FROM books WHERE id = ?").bind(id);
        let is_there: i64 = is_there.fetch_one(&db).await.unwrap();
        match (is_there, random(3)) {
            (0, _) => add(&db, Some(id), genre).await,
            (_, 0) => add(&db, None, genre).await,
            (_, 1) => {
                let moved = sqlx::query("UPDATE books SET genre = ? WHERE id = ?")
                    .bind(genre)
                    .bind(id);
                moved.execute(&db).await.unwrap();
            }
            _ => {
                let removed = sqlx::query("DELETE FROM books WHERE id = ?").bind(id);
                removed.execute(&db).await.unwrap();
            }
        }
        compare(&db).await;
    }
    sqlx::query("DELETE FROM books").execute(&db).await.unwrap();
    compare(&db).await;
}

/// The same database through one connection, and how many instructions of its machine SQLite has carried out there.
async fn counted(db: &Db) -> (Db, Arc<AtomicU32>) {
    let steps = Arc::new(AtomicU32::new(0));
    let pool = SqlitePoolOptions::new().max_connections(1);
    let pool = pool.connect_with((*db.connect_options()).clone()).await.unwrap();
    let mut connection = pool.acquire().await.unwrap();
    let count = Arc::clone(&steps);
    connection
        .lock_handle()
        .await
        .unwrap()
        .set_progress_handler(1, move || {
            count.fetch_add(1, Ordering::Relaxed);
            true
        });
    drop(connection);
    (pool, steps)
}

// covers: GST-26
#[tokio::test]
async fn a_page_takes_as_many_steps_of_many_books_as_of_few() {
    let db = database().await;
    let few = steps(&db, 13).await;
    db::seed::seed(&db, Some(5_000)).await.unwrap();
    let many = steps(&db, 200).await;
    // A tree is a level deeper, and a genre may have begun.
    for ((what, few), (_, many)) in few.into_iter().zip(many) {
        assert!(many < few + few / 2, "{what}: {few} steps became {many}");
    }
}

/// What is done for a page of the catalogue and of a search, after what is done once for a connection.
async fn steps(db: &Db, deep: u32) -> [(&'static str, u32); 3] {
    let (db, steps) = counted(db).await;
    let mut taken = [("genres", 0), ("a page", 0), ("a search", 0)];
    for _ in 0..2 {
        steps.store(0, Ordering::Relaxed);
        db::books::genres(&db).await.unwrap();
        taken[0].1 = steps.swap(0, Ordering::Relaxed);
        assert_eq!(db::books::page(&db, None, deep).await.unwrap().len(), 24);
        taken[1].1 = steps.swap(0, Ordering::Relaxed);
        assert_eq!(db::search::page(&db, "\"the\"*", 24, 0).await.unwrap().len(), 24);
        taken[2].1 = steps.swap(0, Ordering::Relaxed);
    }
    taken
}
