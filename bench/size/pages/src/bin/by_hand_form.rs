//! The page with `fetch` by hand: a call and a form.

use pages::{
    by_hand,
    page::{BASE, Page},
};

fn main() {
    Page {
        blocks: &[by_hand::save_address::block],
        form: by_hand::form,
        ..BASE
    }
    .hydrate();
}
