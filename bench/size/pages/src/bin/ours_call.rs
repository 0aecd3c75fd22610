//! The page with our calls: one call.

use pages::{
    ours,
    page::{BASE, Page},
};

fn main() {
    Page {
        setup: ours::provide_actions,
        blocks: &[ours::save_address::block],
        ..BASE
    }
    .hydrate();
}
