//! The reading list. Its calls stand in one file, its components in another.

mod actions;
mod page;
mod remember;
mod row;

pub use actions::{
    AddEntry, DeleteEntry, Entry, EntryId, GetList, ListError, SetEntry, add_entry, delete_entry, get_list, set_entry,
};
pub use page::ListPage;
pub use remember::RememberForm;
pub use row::forget_pending;
