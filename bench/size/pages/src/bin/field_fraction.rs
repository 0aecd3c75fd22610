//! The page with a form of one field: fraction.

fn main() {
    pages::fields::hydrate(pages::fields::fraction::form);
}
