use leptos_actions::prelude::*;

#[action(public)]
async unsafe fn risky() -> CallResult<()> {
    Ok(())
}

#[action(public)]
async extern "C" fn foreign() -> CallResult<()> {
    Ok(())
}

fn main() {}
