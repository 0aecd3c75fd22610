use app::{
    list::{Entry, EntryId, ListError, add_entry, delete_entry, get_list, set_entry},
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
    for text in ["", "  \u{a0}", "\0", " \0 ", &"a".repeat(201)] {
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
