use leptos_actions::prelude::*;

#[derive(serde::Serialize, serde::Deserialize)]
struct NotClone;

#[action(public)]
async fn answer() -> CallResult<NotClone> {
    Ok(NotClone)
}

#[action(public)]
async fn borrowed() -> CallResult<&'static str> {
    Ok("")
}

fn main() {}
