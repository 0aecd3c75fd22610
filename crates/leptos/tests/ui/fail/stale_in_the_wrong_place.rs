use leptos_actions::prelude::*;

#[query(public, refreshes(GetBooks), optimistic(GetBooks))]
async fn get_books() -> CallResult<()> {
    Ok(())
}

#[action(public, tags = ["books"])]
async fn add_book() -> CallResult<()> {
    Ok(())
}

#[action(public, refreshes = GetBooks, optimistic(GetBooks {}))]
async fn rename_book() -> CallResult<()> {
    Ok(())
}

#[action(public, refreshes(GetBooks, "", GetBooks, get_books()), optimistic())]
async fn remove_book() -> CallResult<()> {
    Ok(())
}

#[action(public, refreshes(GetBooks, "", GetBooks))]
async fn lend_book() -> CallResult<()> {
    Ok(())
}

#[query(public, tags("books"))]
async fn get_authors() -> CallResult<()> {
    Ok(())
}

#[query(public, tags = ["books", 7])]
async fn get_titles() -> CallResult<()> {
    Ok(())
}

fn main() {}
