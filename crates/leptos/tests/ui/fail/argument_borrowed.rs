use std::borrow::Cow;

use leptos_actions::prelude::*;

#[action(public)]
async fn rename(title: &str, author: Option<Cow<'_, str>>, book: u32) -> CallResult<()> {
    let _ = (title, author, book);
    Ok(())
}

#[action(public)]
async fn with_state(#[extract] state: &State<u8>) -> CallResult<()> {
    let _ = state;
    Ok(())
}

fn main() {
    drop(rename("", None, 1));
}
