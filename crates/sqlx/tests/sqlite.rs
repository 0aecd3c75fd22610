//! The SQLite ledger keeps what every ledger promises, and beyond the end of the process.

use std::path::PathBuf;

use leptos_actions_server::ledger::{Entry, EntryId, Store};
use leptos_actions_sqlx::SqliteLedger;
use leptos_actions_testing::ledger_contract;
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};

fn file(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("leptos-actions-ledger-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

async fn open(name: &str) -> (SqlitePool, SqliteLedger) {
    let options = SqliteConnectOptions::new().filename(file(name)).create_if_missing(true);
    let pool = SqlitePool::connect_with(options.journal_mode(SqliteJournalMode::Wal))
        .await
        .unwrap();
    (pool.clone(), SqliteLedger::open(pool).await.unwrap())
}

const ID: EntryId = EntryId([7; 32]);
const ENTRY: Entry = Entry::new([1; 32], [2; 32]);

#[tokio::test(flavor = "multi_thread")]
async fn it_keeps_the_contract() {
    let (_, ledger) = open("contract.sqlite").await;
    ledger_contract(&ledger).await;
}

#[tokio::test]
async fn what_was_answered_survives_a_restart_and_so_does_what_was_not() {
    let (pool, ledger) = open("restart.sqlite").await;
    ledger.claim(ID, &ENTRY).await.unwrap();
    ledger.finish(ID, vec![1, 2, 3]).await.unwrap();
    let unfinished = EntryId([8; 32]);
    ledger.claim(unfinished, &ENTRY).await.unwrap();
    pool.close().await;
    let (_, ledger) = open("restart.sqlite").await;
    let found = ledger.claim(ID, &ENTRY).await.unwrap().expect("it is there");
    assert_eq!((found.entry, found.answer), (ENTRY, Some(vec![1, 2, 3])));
    let found = ledger.claim(unfinished, &ENTRY).await.unwrap().expect("it is there");
    assert_eq!(found.answer, None);
}

#[tokio::test]
async fn what_is_a_day_old_is_forgotten() {
    let (pool, ledger) = open("old.sqlite").await;
    ledger.claim(ID, &ENTRY).await.unwrap();
    ledger.finish(ID, vec![1]).await.unwrap();
    let age = sqlx::query("UPDATE leptos_actions_ledger SET at = at - 86500");
    age.execute(&pool).await.unwrap();
    drop(ledger);
    let ledger = SqliteLedger::open(pool).await.unwrap();
    assert_eq!(ledger.claim(ID, &ENTRY).await.unwrap(), None);
}
