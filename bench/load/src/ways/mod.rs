//! Three ways to the same work, and two to the same page.

pub mod by_hand;
pub mod our_page;
pub mod ours;
pub mod page;
pub mod plain_page;
pub mod server_fns;
