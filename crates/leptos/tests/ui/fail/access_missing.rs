use leptos_actions::prelude::*;

#[action]
pub async fn set_quantity(book: u32) -> CallResult<()> {
    let _ = book;
    Ok(())
}

#[query(limit = "1 KiB")]
async fn get_cart() -> CallResult<()> {
    Ok(())
}

// What other code names is there all the same.
fn main() {
    drop(set_quantity(1));
    let _ = SetQuantity { book: 1 };
    let _ = use_server_action::<SetQuantity>;
    drop(get_cart());
}
