//! The page with `#[server]` functions: a call and a query.

use pages::{server_fns, page::{BASE, Page}};

fn main() {
    Page { blocks: &[server_fns::save_address::block], list: server_fns::list, ..BASE }.hydrate();
}
