use leptos_actions::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct NotClone;

#[derive(Clone, Deserialize)]
struct Connection;

#[action(public)]
async fn with_not_clone(thing: NotClone) -> CallResult<()> {
    let _ = thing;
    Ok(())
}

#[action(public)]
async fn with_connection(book: u32, connection: Connection) -> CallResult<()> {
    let _ = (book, connection);
    Ok(())
}

fn main() {}
