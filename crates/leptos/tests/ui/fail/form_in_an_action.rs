use leptos_actions::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize)]
struct NoForm {
    name: String,
}

#[derive(Clone, Serialize, Deserialize, Form)]
struct Name {
    name: String,
}

#[action(public)]
async fn without_derive(#[form] input: NoForm) -> CallResult<()> {
    let _ = input;
    Ok(())
}

#[action(public)]
async fn two_of_one_name(#[form] input: Name, name: String) -> CallResult<()> {
    let _ = (input, name);
    Ok(())
}

#[action(public)]
async fn another(title: String) -> CallResult<()> {
    let _ = title;
    Ok(())
}

fn field_of_another_form() {
    let _ = use_server_action::<Another>().field(Name::name());
}

fn main() {}
