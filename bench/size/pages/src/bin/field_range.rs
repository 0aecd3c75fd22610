//! The page with a form of one field: range.

fn main() {
    pages::fields::hydrate(pages::fields::range::form);
}
