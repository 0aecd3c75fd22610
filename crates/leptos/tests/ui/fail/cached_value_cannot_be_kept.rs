use leptos_actions::prelude::*;

#[derive(Clone, PartialEq)]
struct Pool;

#[cached("1h")]
async fn open_pool() -> CallResult<Pool> {
    Ok(Pool)
}

fn main() {}
