//! The SQLite ledger keeps what every ledger promises, and beyond the end of the process.

use std::{future::poll_fn, path::PathBuf, sync::Arc, task::Poll};

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

/// Many calls at once, of which each claims, and then answers or lets go.
#[tokio::test(flavor = "multi_thread")]
async fn writes_at_the_same_time_are_each_carried_out() {
    let (pool, ledger) = open("together.sqlite").await;
    let ledger = Arc::new(ledger);
    let calls = (0..200_u8).map(|number| {
        let ledger = Arc::clone(&ledger);
        tokio::spawn(async move {
            // Each is claimed twice, by two that come together.
            let (id, answer) = (EntryId([number / 2; 32]), vec![number / 2; 10]);
            let entry = Entry::new([number / 2; 32], [number; 32]);
            if ledger.claim(id, &entry).await.unwrap().is_some() {
                return 0;
            }
            if number / 2 % 3 == 0 {
                ledger.release(id).await.unwrap();
            } else {
                ledger.finish(id, answer).await.unwrap();
            }
            1
        })
    });
    let mut won = [0; 100];
    for (place, call) in calls.collect::<Vec<_>>().into_iter().enumerate() {
        won[place / 2] += call.await.unwrap();
    }
    for (number, won) in (0..100_u8).zip(won) {
        let found = ledger.find(EntryId([number; 32])).await.unwrap();
        if number % 3 == 0 {
            assert!(found.is_none() && won > 0, "{number} was let go");
        } else {
            let found = found.expect("it was answered");
            assert_eq!((won, found.entry.owner), (1, [number; 32]), "one of two has won");
            assert_eq!(found.answer, Some(vec![number; 10]));
        }
    }
    drop(pool);
}

/// Somebody who goes away in the middle of a write takes nobody else's with them.
#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_goes_away_stops_no_other() {
    let (_, ledger) = open("gone.sqlite").await;
    for round in 0..50_u8 {
        let mut gone = ledger.claim(EntryId([round; 32]), &ENTRY);
        poll_fn(|cx| Poll::Ready(gone.as_mut().poll(cx).is_ready())).await;
        drop(gone);
        let stays = EntryId([round + 100; 32]);
        let claimed = ledger.claim(stays, &ENTRY).await;
        assert_eq!(claimed.unwrap(), None);
        assert!(ledger.find(stays).await.unwrap().is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_fails_fails_alone_and_the_next_is_carried_out() {
    let (pool, ledger) = open("refused.sqlite").await;
    let trigger = "CREATE TRIGGER refuse BEFORE INSERT ON leptos_actions_ledger WHEN new.id = \
                   X'0909090909090909090909090909090909090909090909090909090909090909' \
                   BEGIN SELECT RAISE(ABORT, 'refused'); END";
    sqlx::query(trigger).execute(&pool).await.unwrap();
    for _ in 0..20 {
        let ids = [8, 9, 10].map(|number| EntryId([number; 32]));
        let claimed = futures_util::future::join_all(ids.iter().map(|id| ledger.claim(*id, &ENTRY))).await;
        let claimed: Vec<_> = claimed
            .into_iter()
            .map(|claimed| claimed.map(|found| found.is_none()).ok())
            .collect();
        assert_eq!(claimed, [Some(true), None, Some(true)]);
        for id in ids {
            ledger.release(id).await.unwrap();
        }
    }
}
