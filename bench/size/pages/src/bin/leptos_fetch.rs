//! The page that calls nobody, its list from leptos-fetch's store: what a kept crate for queries is.

use pages::{
    kept,
    page::{BASE, Page},
};

fn main() {
    Page {
        setup: kept::provide_store,
        list: kept::list,
        ..BASE
    }
    .hydrate();
}
