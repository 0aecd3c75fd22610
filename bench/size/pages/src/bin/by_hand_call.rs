//! The page with `fetch` by hand: one call.

use pages::{
    by_hand,
    page::{BASE, Page},
};

fn main() {
    Page {
        blocks: &[by_hand::save_address::block],
        ..BASE
    }
    .hydrate();
}
