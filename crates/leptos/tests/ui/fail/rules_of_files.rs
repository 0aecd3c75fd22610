//! Rules of files stand at files, and each says what it wants.

use leptos_actions::{Upload, prelude::*};

#[action(public)]
async fn rename(#[form(max_size = "2 MiB")] title: String) -> CallResult<()> {
    Ok(drop(title))
}

#[action(public)]
async fn one_of_one(#[form(count = 1)] avatar: Option<Upload>) -> CallResult<()> {
    Ok(drop(avatar))
}

#[action(public)]
async fn endings(#[form(types = [".png"])] avatar: Upload) -> CallResult<()> {
    Ok(drop(avatar))
}

#[query(public)]
async fn in_an_address(avatar: Upload) -> CallResult<()> {
    Ok(drop(avatar))
}

fn main() {}
