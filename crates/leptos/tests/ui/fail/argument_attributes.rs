use leptos_actions::prelude::*;

#[action(public)]
async fn conditional(#[cfg(unix)] a: u8, #[cfg_attr(unix, allow(unused))] b: u8) -> CallResult<()> {
    let _ = (a, b);
    Ok(())
}

#[action(public)]
async fn renamed(#[serde(rename = "b", default)] a: u8, #[serde(flatten)] c: u8) -> CallResult<()> {
    let _ = (a, c);
    Ok(())
}

#[action(public)]
async fn extracted(
    #[extract]
    #[form(range = 0..=1)]
    a: State<u8>,
    #[extract(b)] b: State<u8>,
) -> CallResult<()> {
    let _ = (a, b);
    Ok(())
}

fn main() {}
