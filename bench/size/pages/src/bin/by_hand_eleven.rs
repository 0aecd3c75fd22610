//! The page with `fetch` by hand: eleven calls.

use pages::{
    by_hand,
    page::{BASE, Page},
};

fn main() {
    Page {
        blocks: &by_hand::BLOCKS,
        ..BASE
    }
    .hydrate();
}
