//! The page with `fetch` by hand: two calls.

use pages::{
    by_hand,
    page::{BASE, Page},
};

fn main() {
    Page {
        blocks: &[by_hand::save_address::block, by_hand::post_review::block],
        ..BASE
    }
    .hydrate();
}
