use leptos_actions::prelude::*;

#[action(public)]
async fn mixed(#[form(range = 1..=3)] a: String, #[form(length = 1..=3)] b: u32) -> CallResult<()> {
    let _ = (a, b);
    Ok(())
}

fn main() {}
