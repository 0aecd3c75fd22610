//! The page with `#[server]` functions: one call.

use pages::{
    page::{BASE, Page},
    server_fns,
};

fn main() {
    Page {
        blocks: &[server_fns::save_address::block],
        ..BASE
    }
    .hydrate();
}
