//! The page with a form of one field: fraction.

use pages::{
    fields, ours,
    page::{BASE, Page},
};

fn main() {
    Page {
        setup: ours::provide_actions,
        blocks: &[ours::save_address::block],
        form: fields::fraction::form,
        ..BASE
    }
    .hydrate();
}
