//! The page with a form of one field: number.

fn main() {
    pages::fields::hydrate(pages::fields::number::form);
}
