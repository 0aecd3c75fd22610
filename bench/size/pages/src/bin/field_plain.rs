//! The page with a form of one field: plain.

fn main() {
    pages::fields::hydrate(pages::fields::plain::form);
}
