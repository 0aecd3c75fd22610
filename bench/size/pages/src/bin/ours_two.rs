//! The page with our calls: two calls.

use pages::{
    ours,
    page::{BASE, Page},
};

fn main() {
    Page {
        setup: ours::provide_actions,
        blocks: &[ours::save_address::block, ours::post_review::block],
        ..BASE
    }
    .hydrate();
}
