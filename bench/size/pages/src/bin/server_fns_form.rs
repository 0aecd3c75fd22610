//! The page with `#[server]` functions: a call and a form.

use pages::{
    page::{BASE, Page},
    server_fns,
};

fn main() {
    Page {
        blocks: &[server_fns::save_address::block],
        form: server_fns::form,
        ..BASE
    }
    .hydrate();
}
