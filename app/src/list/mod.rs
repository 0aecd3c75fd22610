//! The reading list. Its calls stand in one file, its components in another.

mod actions;
mod deleted;
mod forget;
mod page;
mod remember;
mod row;

pub use actions::{
    AddEntry, DeleteEntry, DeletedEntry, Entry, EntryId, GetDeletedEntries, GetList, ListError, RestoreEntry, SetEntry,
    add_entry, delete_entry, get_deleted_entries, get_list, restore_entry, set_entry,
};
pub use forget::{forget_pending, provide_forgetting};
pub use page::ListPage;
pub use remember::RememberForm;
