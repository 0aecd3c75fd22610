//! The page with `#[server]` functions: a call and a query.

use pages::{
    page::{BASE, Page},
    server_fns,
};

fn main() {
    Page {
        blocks: &[server_fns::save_address::block],
        list: server_fns::list,
        ..BASE
    }
    .hydrate();
}
