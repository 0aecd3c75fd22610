//! The page with a form of one field: text.

fn main() {
    pages::fields::hydrate(pages::fields::text::form);
}
