//! Where entries are kept.

use std::error::Error;

use futures_util::future::BoxFuture;

use super::{Entry, EntryId};

/// Why a store cannot do it.
pub type StoreError = Box<dyn Error + Send + Sync>;

/// An entry that was there already.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Found {
    /// Who asked for what.
    pub entry: Entry,
    /// What was answered; nothing as long as it is being carried out, or when the server died over it.
    pub answer: Option<Vec<u8>>,
}

impl Found {
    /// An entry as a store has kept it.
    #[must_use]
    pub const fn new(entry: Entry, answer: Option<Vec<u8>>) -> Self {
        Self { entry, answer }
    }
}

/// Keeps the entries of the ledger. `leptos_actions_testing::ledger_contract` tests what is promised here.
///
/// A store forgets answered entries when it likes, the oldest first; those without an answer it keeps for at least as
/// long as a call may run.
pub trait Store: Send + Sync + 'static {
    /// Takes `id` for `entry`, in one step: of any number of claims at once exactly one finds nothing.
    ///
    /// # Errors
    /// When that cannot be done; then nothing is run.
    fn claim<'a>(&'a self, id: EntryId, entry: &'a Entry) -> BoxFuture<'a, Result<Option<Found>, StoreError>>;

    /// Keeps the answer of an entry that was claimed.
    ///
    /// # Errors
    /// When that cannot be done; then the entry stays without an answer.
    fn finish(&self, id: EntryId, answer: Vec<u8>) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Forgets an entry: nothing has happened under it.
    ///
    /// # Errors
    /// When that cannot be done.
    fn release(&self, id: EntryId) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Looks for an entry, and claims nothing.
    ///
    /// # Errors
    /// When that cannot be found out.
    fn find(&self, id: EntryId) -> BoxFuture<'_, Result<Option<Found>, StoreError>>;
}
