//! The page with our calls: eleven calls.

use pages::{
    ours,
    page::{BASE, Page},
};

fn main() {
    Page {
        setup: ours::provide_actions,
        blocks: &ours::BLOCKS,
        ..BASE
    }
    .hydrate();
}
