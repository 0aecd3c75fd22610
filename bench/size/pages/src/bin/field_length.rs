//! The page with a form of one field: length.

fn main() {
    pages::fields::hydrate(pages::fields::length::form);
}
