//! The page with a form of one field: date.

fn main() {
    pages::fields::hydrate(pages::fields::date::form);
}
