use leptos_actions::prelude::*;

#[action(public)]
fn later() -> CallResult<()> {
    Ok(())
}

fn main() {
    drop(later());
}
