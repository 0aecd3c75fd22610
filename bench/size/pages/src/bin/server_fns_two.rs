//! The page with `#[server]` functions: two calls.

use pages::{
    page::{BASE, Page},
    server_fns,
};

fn main() {
    Page {
        blocks: &[server_fns::save_address::block, server_fns::post_review::block],
        ..BASE
    }
    .hydrate();
}
