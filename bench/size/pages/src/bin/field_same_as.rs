//! The page with a form of one field: same_as.

fn main() {
    pages::fields::hydrate(pages::fields::same_as::form);
}
