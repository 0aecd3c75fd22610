//! The page with our calls: a call and a form.

use pages::{
    ours,
    page::{BASE, Page},
};

fn main() {
    Page {
        setup: ours::provide_actions,
        blocks: &[ours::save_address::block],
        form: ours::form,
        ..BASE
    }
    .hydrate();
}
