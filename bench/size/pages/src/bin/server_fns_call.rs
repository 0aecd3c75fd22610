//! The page with `#[server]` functions: one call.

use pages::{server_fns, page::{BASE, Page}};

fn main() {
    Page { blocks: &[server_fns::save_address::block], ..BASE }.hydrate();
}
