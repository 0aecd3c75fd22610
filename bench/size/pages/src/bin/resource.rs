//! The page that calls nobody, its list from a resource of Leptos.

use pages::page::{BASE, Page, resource_list};

fn main() {
    Page {
        list: resource_list,
        ..BASE
    }
    .hydrate();
}
