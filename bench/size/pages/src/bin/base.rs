//! The page that calls nobody.

fn main() {
    pages::page::BASE.hydrate();
}
