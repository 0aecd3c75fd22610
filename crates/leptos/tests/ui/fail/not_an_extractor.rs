use leptos_actions::prelude::*;

#[action(public)]
async fn raw(#[extract] number: u32) -> CallResult<u32> {
    Ok(number)
}

fn main() {}
