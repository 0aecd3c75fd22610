use leptos_actions::prelude::*;

#[action(public)]
async fn mixed(
    #[form(range = 1..=3)] a: String,
    #[form(length = 1..=3)] b: u32,
    #[form(email)] c: bool,
    #[form(same_as = b)] d: String,
    #[form(default = "one")] e: u8,
) -> CallResult<()> {
    let _ = (a, b, c, d, e);
    Ok(())
}

fn main() {}
