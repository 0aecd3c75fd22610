//! What stands between the network and a call. Each guard is a file of its own with the same inner shape: a head
//! that states its rules, a type made from the configuration, and a `check` that refuses.

pub mod body;
pub mod cross_site;

pub use body::BodyGuard;
pub use cross_site::CrossSite;
