//! The page with our calls: a call and a query.

use pages::{
    ours,
    page::{BASE, Page},
};

fn main() {
    Page {
        setup: ours::provide_actions,
        blocks: &[ours::save_address::block],
        list: ours::list,
        ..BASE
    }
    .hydrate();
}
