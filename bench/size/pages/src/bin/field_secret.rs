//! The page with a form of one field: secret.

fn main() {
    pages::fields::hydrate(pages::fields::secret::form);
}
