//! Putting a book into the cart.

use leptos::prelude::*;
use leptos_actions::prelude::*;

use super::CartError;
use crate::books::BookId;

#[cfg(not(target_arch = "wasm32"))]
use crate::{
    db::{self, Db},
    shopper::Shopper,
};

/// Adds copies of a book to the caller's cart.
#[action]
pub async fn add_to_cart(
    #[caller] shopper: Shopper,
    book: BookId,
    #[form(range = 1..=99)] quantity: u32,
    #[extract] State(db): State<Db>,
) -> CallResult<(), CartError> {
    // One statement checks the stock and writes. What is read after it only says why it wrote nothing.
    if db::carts::add(&db, &shopper.id, book, quantity, 99).await? {
        return Ok(());
    }
    let have = db::carts::quantity(&db, &shopper.id, book).await?;
    match db::books::stock(&db, book).await?.or_not_found()? {
        0 => Err(CartError::SoldOut)?,
        left @ ..99 if have >= left => Err(CartError::HasAll { left })?,
        left @ ..99 if have > 0 => Err(CartError::HasSome { have, left })?,
        left @ ..99 => Err(CartError::NotEnough { left })?,
        _ => Err(CartError::TooMany)?,
    }
}

#[component]
pub fn AddToCartForm(book: BookId) -> impl IntoView {
    let add = use_server_action::<AddToCart>();
    let quantity = add.field(AddToCart::quantity());
    view! {
        <ServerForm action=add with=[AddToCart::book().is(book)]>
            <div class="field">
                <label for=quantity.id()>"Quantity"</label>
                <input {..quantity.input().value(1)}/>
                <button class="primary">"Add to cart"</button>
            </div>
            <FieldError action=add name=AddToCart::quantity()/>
            <div class="notice">
                <FormError action=add/>
                <p class="done" role="status">
                    // Away meanwhile, so that the same words are said again.
                    {move || {
                        let is_added = !add.pending() && add.value().is_some_and(|value| value.is_ok());
                        is_added.then_some("Added to your cart.")
                    }}
                </p>
            </div>
        </ServerForm>
    }
}
