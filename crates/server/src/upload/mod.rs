//! Files: how they arrive, how they are read, how they are served back.

mod multipart;
mod read;
mod spool;

pub(crate) use read::{Limits, Unread, most, read};
