use leptos_actions::{IntentId, prelude::*};

#[query(public)]
async fn get_cart(#[extract] id: IntentId) -> CallResult<()> {
    let _ = id;
    Ok(())
}

fn main() {}
