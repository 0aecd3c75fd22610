use leptos_actions::prelude::*;

mod cart {
    use leptos_actions::prelude::*;

    #[query(public)]
    pub async fn get_lines() -> CallResult<u32> {
        Ok(1)
    }
}

#[query(public)]
async fn get_cart() -> CallResult<u32> {
    Ok(1)
}

#[action(public, optimistic(GetCart))]
async fn set_quantity(quantity: u32) -> CallResult<()> {
    let _ = quantity;
    Ok(())
}

#[action(public, optimistic(cart::GetLines))]
async fn clear_cart() -> CallResult<()> {
    Ok(())
}

fn main() {}
