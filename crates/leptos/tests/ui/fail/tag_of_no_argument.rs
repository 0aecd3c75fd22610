use leptos_actions::prelude::*;

#[query(public, tags = ["books", "book:{slug}"])]
async fn get_book(id: u32) -> CallResult<u32> {
    Ok(id)
}

#[action(public, refreshes("book:{slug}"))]
async fn rename(id: u32) -> CallResult<()> {
    let _ = id;
    Ok(())
}

fn main() {}
