use leptos_actions::prelude::*;

#[action(rate = "1/s", limit = "much")]
fn rename<'a>(_call: u8, title: &'a str, #[form(max = 1)] n: u8) {
    let _ = (title, n);
}

fn main() {}
