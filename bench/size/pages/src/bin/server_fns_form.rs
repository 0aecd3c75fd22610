//! The page with `#[server]` functions: a call and a form.

use pages::{server_fns, page::{BASE, Page}};

fn main() {
    Page { blocks: &[server_fns::save_address::block], form: server_fns::form, ..BASE }.hydrate();
}
