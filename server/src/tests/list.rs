use app::{
    list::{
        Entry, EntryId, ListError, add_entry, delete_entry, get_deleted_entries, get_list, restore_entry, set_entry,
    },
    shopper::Shopper,
};
use leptos_actions_testing::As;

use super::database;

async fn ada_and_bob() -> [As; 2] {
    let db = database().await;
    ["ada", "bob"].map(|id| As::caller(Shopper::visitor(id)).state(db.clone()))
}

async fn list(of: &As) -> Vec<Entry> {
    of.call(get_list).await.unwrap()
}

async fn texts(of: &As) -> Vec<String> {
    list(of).await.into_iter().map(|entry| entry.text).collect()
}

#[tokio::test]
async fn a_list_is_in_the_order_of_its_writing_and_its_writers_alone() {
    let [ada, bob] = ada_and_bob().await;
    for text in ["Žert", " Emma ", "Walden"] {
        ada.call(|| add_entry(text.into())).await.unwrap();
    }
    bob.call(|| add_entry("Faust".into())).await.unwrap();
    assert_eq!(texts(&ada).await, ["Žert", "Emma", "Walden"]);
    let mine = list(&ada).await[0].id.clone();
    bob.call(|| delete_entry(mine.clone())).await.unwrap();
    bob.call(|| set_entry(mine.clone(), true)).await.refused_with(404);
    assert_eq!(texts(&ada).await.len(), 3);
    ada.call(|| set_entry(mine.clone(), true)).await.unwrap();
    assert!(list(&ada).await[0].done);
    ada.call(|| delete_entry(mine.clone())).await.unwrap();
    ada.call(|| delete_entry(mine.clone())).await.unwrap();
    assert_eq!(texts(&ada).await, ["Emma", "Walden"]);
}

#[tokio::test]
async fn nothing_but_spaces_and_too_much_are_no_entries() {
    let [ada, _] = ada_and_bob().await;
    for text in ["", "  \u{a0}", "\0", " \0 ", "\u{200B}", "\u{3164}", &"a".repeat(201)] {
        ada.call(|| add_entry(text.to_owned())).await.refused_with(422);
    }
    ada.call(|| add_entry("ž".repeat(200))).await.unwrap();
    assert_eq!(list(&ada).await.len(), 1);
}

#[tokio::test]
async fn a_full_list_takes_nothing_more() {
    let [ada, _] = ada_and_bob().await;
    for number in 0..500 {
        ada.call(|| add_entry(number.to_string())).await.unwrap();
    }
    let refused = ada.call(|| add_entry("one more".into())).await;
    assert_eq!(refused.app_error(), ListError::Full);
    ada.call(|| set_entry(EntryId("none".into()), true))
        .await
        .refused_with(404);
}

#[tokio::test]
async fn what_was_deleted_comes_back_as_it_was_to_its_owner_alone() {
    let [ada, bob] = ada_and_bob().await;
    for text in ["Emma", "Walden", "Faust"] {
        ada.call(|| add_entry(text.into())).await.unwrap();
    }
    let before = list(&ada).await;
    let id = before[1].id.clone();
    ada.call(|| set_entry(id.clone(), true)).await.unwrap();
    ada.call(|| delete_entry(id.clone())).await.unwrap();
    assert_eq!(texts(&ada).await, ["Emma", "Faust"]);
    ada.call(|| set_entry(id.clone(), false)).await.refused_with(404);
    assert_eq!(ada.call(get_deleted_entries).await.unwrap()[0].text, "Walden");
    assert_eq!(bob.call(get_deleted_entries).await.unwrap(), []);
    assert_eq!(
        bob.call(|| restore_entry(id.clone())).await.app_error(),
        ListError::Gone
    );
    for _ in 0..2 {
        ada.call(|| restore_entry(id.clone())).await.unwrap();
        assert_eq!(texts(&ada).await, ["Emma", "Walden", "Faust"]);
    }
    assert!(list(&ada).await[1].done);
    assert_eq!(ada.call(get_deleted_entries).await.unwrap(), []);
}

#[tokio::test]
async fn a_list_that_is_full_again_takes_nothing_back() {
    let [ada, _] = ada_and_bob().await;
    for number in 0..500 {
        ada.call(|| add_entry(number.to_string())).await.unwrap();
    }
    let first = list(&ada).await[0].id.clone();
    ada.call(|| delete_entry(first.clone())).await.unwrap();
    ada.call(|| add_entry("one more".into())).await.unwrap();
    assert_eq!(
        ada.call(|| restore_entry(first.clone())).await.app_error(),
        ListError::Full
    );
    let other = list(&ada).await[7].id.clone();
    ada.call(|| delete_entry(other)).await.unwrap();
    ada.call(|| restore_entry(first)).await.unwrap();
    assert_eq!(texts(&ada).await[0], "0");
}

#[tokio::test]
async fn what_was_deleted_long_ago_is_gone() {
    let db = database().await;
    let ada = As::caller(Shopper::visitor("ada")).state(db.clone());
    ada.call(|| add_entry("Emma".into())).await.unwrap();
    let id = list(&ada).await[0].id.clone();
    ada.call(|| delete_entry(id.clone())).await.unwrap();
    let later = "UPDATE entries SET deleted_at = deleted_at - 3600001";
    sqlx::query(later).execute(&db).await.unwrap();
    assert_eq!(ada.call(get_deleted_entries).await.unwrap(), []);
    assert_eq!(
        ada.call(|| restore_entry(id.clone())).await.app_error(),
        ListError::Gone
    );
    app::db::removed::sweep(&db).await.unwrap();
    let left: u32 = sqlx::query_scalar("SELECT count(*) FROM entries")
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(left, 0);
}
