//! What every ledger promises, as a test for those that somebody writes.

use futures_util::future::join_all;
use leptos_actions_server::ledger::{Entry, EntryId, Found, Store};

/// Tests a [`Store`] against what it promises. It may hold other entries.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let store = leptos_actions_server::ledger::MemoryStore::default();
/// leptos_actions_testing::ledger_contract(&store).await;
/// # }
/// ```
///
/// # Panics
/// When a promise is broken; the message says which.
pub async fn ledger_contract<S: Store>(store: &S) {
    one_of_many_claims_wins(store).await;
    an_answer_is_found_by_all_who_come_later(store).await;
    a_released_entry_is_free_again(store).await;
    an_answer_is_not_released(store).await;
    entries_are_told_apart(store).await;
}

const ENTRY: Entry = Entry::new([1; 32], [2; 32]);

/// An entry that nobody has claimed before.
fn id() -> EntryId {
    let mut id = [0; 32];
    for half in id.chunks_mut(16) {
        let key = leptos_actions_core::IdempotencyKey::random().expect("there is entropy");
        let bits = u128::from_str_radix(&key.as_str()[16..], 16).expect("32 digits after the intent's name");
        half.copy_from_slice(&bits.to_be_bytes());
    }
    EntryId(id)
}

async fn one_of_many_claims_wins<S: Store>(store: &S) {
    let id = id();
    let claims = join_all((0..20).map(|_| store.claim(id, &ENTRY))).await;
    let claims: Vec<_> = claims
        .into_iter()
        .map(|claim| claim.expect("a claim is answered"))
        .collect();
    let won = claims.iter().filter(|found| found.is_none()).count();
    assert_eq!(won, 1, "of claims at the same time one finds nothing");
    for found in claims.into_iter().flatten() {
        assert_eq!(found.entry, ENTRY, "a claim finds who asked for what");
        assert_eq!(found.answer, None, "nothing was answered yet");
    }
}

async fn an_answer_is_found_by_all_who_come_later<S: Store>(store: &S) {
    let (id, answer) = (id(), vec![0xa5; 64 * 1024]);
    assert_eq!(store.find(id).await.expect("a look"), None, "nobody claimed it");
    store.claim(id, &ENTRY).await.expect("a claim");
    let found = store.find(id).await.expect("a look");
    assert_eq!(found, Some(Found::new(ENTRY, None)), "it is under way");
    store.finish(id, answer.clone()).await.expect("an end");
    let found = store.find(id).await.expect("a look");
    assert_eq!(found, Some(Found::new(ENTRY, Some(answer.clone()))));
    for _ in 0..2 {
        let other = Entry::new([3; 32], [4; 32]);
        let found = store.claim(id, &other).await.expect("a claim").expect("it is taken");
        assert_eq!(found.entry, ENTRY, "the first claim stands");
        assert_eq!(found.answer.as_ref(), Some(&answer), "an answer is kept byte for byte");
    }
}

async fn a_released_entry_is_free_again<S: Store>(store: &S) {
    let (id, other) = (id(), Entry::new([5; 32], [6; 32]));
    store.claim(id, &ENTRY).await.expect("a claim");
    store.release(id).await.expect("a release");
    assert_eq!(store.claim(id, &other).await.expect("a claim"), None, "it is free");
    let found = store.claim(id, &ENTRY).await.expect("a claim").expect("it is taken");
    assert_eq!(found.entry, other, "nothing of the first claim is left");
}

async fn an_answer_is_not_released<S: Store>(store: &S) {
    let id = id();
    store.claim(id, &ENTRY).await.expect("a claim");
    store.finish(id, vec![1]).await.expect("an end");
    store.release(id).await.expect("a release");
    let found = store.find(id).await.expect("a look").expect("it happened");
    assert_eq!(found.answer, Some(vec![1]));
}

async fn entries_are_told_apart<S: Store>(store: &S) {
    let mut ids: Vec<EntryId> = (0..3).map(|_| id()).collect();
    let mut near = ids[0].0;
    near[31] ^= 1;
    ids.push(EntryId(near));
    for id in &ids {
        assert_eq!(store.claim(*id, &ENTRY).await.expect("a claim"), None, "each is free");
    }
    for (number, id) in ids.iter().enumerate() {
        store
            .finish(*id, vec![u8::try_from(number).unwrap_or_default()])
            .await
            .expect("an end");
    }
    for (number, id) in ids.iter().enumerate() {
        let found = store.find(*id).await.expect("a look").expect("it is there");
        assert_eq!(found.answer, Some(vec![u8::try_from(number).unwrap_or_default()]));
    }
}
