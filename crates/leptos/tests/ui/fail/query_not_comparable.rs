use leptos_actions::prelude::*;

#[derive(Clone, serde::Serialize, serde::Deserialize)]
struct Incomparable;

#[query(public)]
async fn get_argument(key: Incomparable) -> CallResult<()> {
    let _ = key;
    Ok(())
}

#[query(public)]
async fn get_answer() -> CallResult<Incomparable> {
    Ok(Incomparable)
}

fn main() {}
