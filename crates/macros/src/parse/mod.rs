//! From tokens to what was meant, with every mistake on the way reported where it stands.

mod attributes;
mod cache;
mod files;
mod function;
mod list;
mod options;
mod params;
mod rules;
mod stale;
mod types;
mod units;

pub use attributes::Attributes;
pub use function::Function;
pub use list::entries;
pub use options::{Concurrency, Listed, Options, is_address};
pub use params::{check_serde, read_params};
pub use rules::read_form;
