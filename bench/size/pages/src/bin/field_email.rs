//! The page with a form of one field: email.

fn main() {
    pages::fields::hydrate(pages::fields::email::form);
}
