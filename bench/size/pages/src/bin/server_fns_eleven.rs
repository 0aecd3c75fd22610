//! The page with `#[server]` functions: eleven calls.

use pages::{
    page::{BASE, Page},
    server_fns,
};

fn main() {
    Page {
        blocks: &server_fns::BLOCKS,
        ..BASE
    }
    .hydrate();
}
