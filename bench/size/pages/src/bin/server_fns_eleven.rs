//! The page with `#[server]` functions: eleven calls.

use pages::{server_fns, page::{BASE, Page}};

fn main() {
    Page { blocks: &server_fns::BLOCKS, ..BASE }.hydrate();
}
