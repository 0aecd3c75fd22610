use leptos_actions::prelude::*;

#[action(public)]
async fn text() -> CallResult<u32, String> {
    Ok(1)
}

#[derive(Debug, Clone, serde::Serialize, serde::Deserialize, thiserror::Error)]
#[error("underived")]
struct Underived;

#[action(public)]
async fn with_underived() -> CallResult<u32, Underived> {
    Ok(1)
}

fn main() {}
