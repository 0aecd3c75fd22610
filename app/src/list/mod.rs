//! The reading list. Its calls stand in one file, its components in another.

mod actions;
mod deleted;
mod page;
mod remember;
mod row;

pub use actions::{
    AddEntry, DeleteEntry, DeletedEntry, Entry, EntryId, GetDeletedEntries, GetList, ListError, RestoreEntry, SetEntry,
    add_entry, delete_entry, get_deleted_entries, get_list, restore_entry, set_entry,
};
pub use page::ListPage;
pub use remember::RememberForm;
pub use row::forget_pending;
