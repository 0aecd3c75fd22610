use leptos_actions::prelude::*;

#[action(public)]
async unsafe extern "C" fn many(first: u8, ...) -> CallResult<()> {
    let _ = first;
    Ok(())
}

fn main() {}
