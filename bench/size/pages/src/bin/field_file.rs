//! The page with a form of one field: file.

fn main() {
    pages::fields::hydrate(pages::fields::file::form);
}
