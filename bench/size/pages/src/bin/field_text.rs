//! The page with a form of one field: text.

use pages::{
    fields, ours,
    page::{BASE, Page},
};

fn main() {
    Page {
        setup: ours::provide_actions,
        blocks: &[ours::save_address::block],
        form: fields::text::form,
        ..BASE
    }
    .hydrate();
}
