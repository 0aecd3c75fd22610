use std::rc::Rc;

use leptos_actions::prelude::*;

#[action(public)]
async fn counted() -> CallResult<u32> {
    let count = Rc::new(1);
    std::future::ready(()).await;
    Ok(*count)
}

fn main() {}
