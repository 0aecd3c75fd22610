//! The page with a form of one field: rows.

fn main() {
    pages::fields::hydrate(pages::fields::rows::form);
}
