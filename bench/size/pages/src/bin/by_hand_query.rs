//! The page with `fetch` by hand: a call and a query.

use pages::{
    by_hand,
    page::{BASE, Page},
};

fn main() {
    Page {
        blocks: &[by_hand::save_address::block],
        list: by_hand::list,
        ..BASE
    }
    .hydrate();
}
