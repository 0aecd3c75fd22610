use leptos_actions::prelude::*;

#[query(public)]
async fn get_cart(#[extract] reply: Reply) -> CallResult<()> {
    let _ = reply;
    Ok(())
}

fn main() {}
