//! Files: how they arrive, how they are read, how they are kept and served back.

mod multipart;
mod read;
mod reader;
mod serve;
mod sniff;
mod spool;

pub(crate) use read::{Limits, Unread, most, read};
pub use reader::{ReadUpload, UploadReader};
pub use serve::{FileStore, NotAnId, StoredFile, serve_upload};
