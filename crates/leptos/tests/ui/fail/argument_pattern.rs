use leptos_actions::prelude::*;

#[action(public)]
async fn pairs((a, b): (u8, u8), _: u8, ref c: u8, d @ _: u8) -> CallResult<()> {
    let _ = (a, b, c, d);
    Ok(())
}

#[action(public)]
async fn reserved(_call: String, _instance: u8, _args: u8) -> CallResult<()> {
    Ok(())
}

fn main() {}
