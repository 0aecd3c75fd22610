//! Three ways to the same work.

pub mod by_hand;
pub mod ours;
pub mod server_fns;
