//! Taking everything out of the cart.

use leptos::prelude::*;
use leptos_actions::{Confirm, prelude::*};

#[cfg(not(target_arch = "wasm32"))]
use crate::{
    db::{self, Db},
    shopper::Shopper,
};

/// Takes everything out of the caller's cart.
#[action]
pub async fn empty_cart(#[caller] shopper: Shopper, #[extract] State(db): State<Db>) -> CallResult<()> {
    Ok(db::carts::empty(&db, &shopper.id).await?)
}

#[component]
pub(super) fn EmptyForm() -> impl IntoView {
    let empty = use_server_action::<EmptyCart>();
    let confirm = Confirm::new("Take everything out of your cart?")
        .yes("Yes, empty the cart")
        .no("Cancel");
    view! {
        <ServerForm action=empty confirm=confirm>
            <button class="quiet">"Empty the cart"</button>
        </ServerForm>
    }
}
