//! The page with a form of one field: number.

use pages::{
    fields, ours,
    page::{BASE, Page},
};

fn main() {
    Page {
        setup: ours::provide_actions,
        blocks: &[ours::save_address::block],
        form: fields::number::form,
        ..BASE
    }
    .hydrate();
}
