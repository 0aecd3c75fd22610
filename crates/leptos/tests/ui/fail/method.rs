use leptos_actions::prelude::*;

struct Shop;

impl Shop {
    #[action(public)]
    async fn open(&self, #[form(range = 0..=1)] door: u8) -> CallResult<u8> {
        Ok(door)
    }
}

#[action(public)]
struct NotAFunction;

fn main() {
    drop(Shop.open(1));
}
