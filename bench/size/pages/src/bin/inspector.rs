//! The page with our calls: one call, and the inspector of development builds. A release build has nothing of that, and so
//! this page weighs what the same page without it weighs.

use pages::{
    ours,
    page::{BASE, Page},
};

fn main() {
    Page {
        setup: || {
            ours::provide_actions();
            leptos_actions::provide_inspector();
        },
        blocks: &[ours::save_address::block],
        ..BASE
    }
    .hydrate();
}
