use leptos_actions::prelude::*;

#[query(public)]
async fn get_reviews(book: u32) -> CallResult<u32> {
    Ok(book)
}

#[action(public)]
async fn add_review(book: u32) -> CallResult<()> {
    let _ = book;
    Ok(())
}

#[action(public, refreshes(AddReview, GetReviews { book: title }, GetReviews { book: stars }))]
async fn rate(book: u32, title: String) -> CallResult<()> {
    let _ = (book, title);
    Ok(())
}

#[action(public, refreshes(AddReview { book }))]
async fn praise(book: u32) -> CallResult<()> {
    let _ = book;
    Ok(())
}

fn main() {}
