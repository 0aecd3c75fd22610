use leptos_actions::prelude::*;

#[action(public)]
async fn silent(book: u32) {
    let _ = book;
}

fn main() {
    drop(silent(1));
}
