use leptos_actions::prelude::*;

#[query(public)]
async fn get_number() -> u32 {
    1
}

#[action(public)]
async fn plain() -> Result<u32, std::io::Error> {
    Ok(1)
}

fn main() {}
