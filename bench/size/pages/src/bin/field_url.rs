//! The page with a form of one field: url.

fn main() {
    pages::fields::hydrate(pages::fields::url::form);
}
