use leptos_actions::prelude::*;

#[action(public)]
async fn unknown(
    #[form(iban)] a: String,
    #[form(range = 0..9)] b: u8,
    #[form(length = 9)] c: String,
) -> CallResult<()> {
    let _ = (a, b, c);
    Ok(())
}

fn main() {}
