//! The SQLite ledger keeps what every ledger promises, and beyond the end of the process.

use std::{future::poll_fn, path::PathBuf, sync::Arc, task::Poll, time::Duration};

use leptos_actions_server::ledger::{Entry, EntryId, Store};
use leptos_actions_sqlx::SqliteLedger;
use leptos_actions_testing::ledger_contract;
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions},
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

#[tokio::test(flavor = "multi_thread")]
async fn writes_wait_for_a_transaction_of_the_application_as_long_as_its_connections_do() {
    let options = SqliteConnectOptions::new()
        .filename(file("waiting.sqlite"))
        .create_if_missing(true);
    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        .busy_timeout(Duration::from_secs(20));
    let pool = SqlitePool::connect_with(options).await.unwrap();
    let ledger = Arc::new(SqliteLedger::open(pool.clone()).await.unwrap());
    let transaction = pool.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let claims = [1, 2].map(|number| {
        let ledger = Arc::clone(&ledger);
        tokio::spawn(async move { ledger.claim(EntryId([number; 32]), &ENTRY).await.unwrap() })
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(claims.iter().all(|claim| !claim.is_finished()), "somebody else writes");
    transaction.commit().await.unwrap();
    for claim in claims {
        assert_eq!(claim.await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pool_of_one_connection_is_enough_and_a_closed_one_is_an_error() {
    let options = SqliteConnectOptions::new()
        .filename(file("one.sqlite"))
        .create_if_missing(true);
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(options)
        .await
        .unwrap();
    let ledger = SqliteLedger::open(pool.clone()).await.unwrap();
    for number in 0..3 {
        let id = EntryId([number; 32]);
        assert_eq!(ledger.claim(id, &ENTRY).await.unwrap(), None);
        ledger.finish(id, vec![number]).await.unwrap();
        assert_eq!(ledger.find(id).await.unwrap().unwrap().answer, Some(vec![number]));
    }
    pool.close().await;
    assert!(ledger.claim(EntryId([9; 32]), &ENTRY).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn it_keeps_the_contract_in_memory() {
    let pool = SqlitePool::connect("sqlite::memory:").await.unwrap();
    ledger_contract(&SqliteLedger::open(pool).await.unwrap()).await;
}

/// The queue runs empty again and again, while others write.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_write_that_comes_as_the_queue_runs_empty_is_carried_out() {
    let (_, ledger) = open("empty.sqlite").await;
    let ledger = Arc::new(ledger);
    let callers = (0..64_u8).map(|caller| {
        let ledger = Arc::clone(&ledger);
        tokio::spawn(async move {
            for number in 0..60_u16 {
                let mut id = [caller; 32];
                id[..2].copy_from_slice(&number.to_le_bytes());
                assert_eq!(ledger.claim(EntryId(id), &ENTRY).await.unwrap(), None);
            }
        })
    });
    for caller in callers.collect::<Vec<_>>() {
        caller.await.unwrap();
    }
}
