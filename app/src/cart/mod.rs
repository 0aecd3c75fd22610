//! The cart: its types, its calls, its page and its link.

mod add;
mod empty;
mod line;
mod page;
mod removed;
mod several;

use leptos::prelude::*;
use leptos_actions::{ServerQuery, prelude::*};
use serde::{Deserialize, Serialize};

use crate::{books::BookId, money::Cents};

#[cfg(not(target_arch = "wasm32"))]
use crate::{
    db::{self, Db},
    shopper::Shopper,
};

pub use add::{AddToCart, AddToCartForm, add_to_cart};
pub use empty::{EmptyCart, empty_cart};
pub use line::{RemoveLine, SetQuantity, remove_line, set_quantity};
pub use page::CartPage;
pub use removed::{GetRemovedLines, RemovedLine, RestoreLine, get_removed_lines, restore_line};
pub use several::{LineChange, UpdateLines, update_lines};

/// What is in the cart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cart {
    pub lines: Vec<CartLine>,
}

/// A book in the cart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::FromRow))]
pub struct CartLine {
    pub book: BookId,
    pub slug: String,
    pub title: String,
    pub author: String,
    #[cfg_attr(not(target_arch = "wasm32"), sqlx(rename = "price_cents"))]
    pub price: Cents,
    pub quantity: u32,
}

impl Cart {
    // lines: cart
    /// Sets the quantity of a book that is there.
    fn set(&mut self, book: BookId, quantity: u32) {
        let mine = self.lines.iter_mut().filter(|line| line.book == book);
        mine.for_each(|line| line.quantity = quantity);
        self.lines.retain(|line| line.quantity > 0);
    }
    // lines: end

    #[must_use]
    pub fn total(&self) -> Cents {
        self.lines.iter().map(|line| line.price.times(line.quantity)).sum()
    }

    #[must_use]
    pub fn count(&self) -> u32 {
        self.lines.iter().map(|line| line.quantity).sum()
    }
}

// lines: cart
/// Why a cart cannot be changed like that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, PublicError)]
pub enum CartError {
    #[error("only {left} copies are left")]
    #[public(message = "Only {left} of this book are left.")]
    NotEnough { left: u32 },
    // lines: end
    #[error("all {left} copies that are left are in the cart")]
    #[public(message = "All copies of this book that are left, {left}, are in your cart already.")]
    HasAll { left: u32 },
    #[error("{have} of the {left} copies that are left are in the cart")]
    #[public(message = "Only {left} of this book are left, and {have} of them are in your cart already.")]
    HasSome { have: u32, left: u32 },
    #[error("the book is sold out")]
    #[public(message = "This book is sold out.")]
    SoldOut,
    #[error("a cart holds at most 99 copies of a book")]
    #[public(message = "A cart holds at most 99 copies of a book.")]
    TooMany,
    #[error("too much time has passed")]
    #[public(message = "It is too late to put this back.")]
    Gone,
    // lines: cart
}
// lines: end

/// The caller's cart.
#[query]
pub async fn get_cart(#[caller] shopper: Shopper, #[extract] State(db): State<Db>) -> CallResult<Cart> {
    Ok(Cart {
        lines: db::carts::lines(&db, &shopper.id).await?,
    })
}

/// The cart that every part of the page shows.
pub type CartQuery = ServerQuery<GetCart>;

/// Asks for the cart once for the whole page.
pub fn provide_cart() {
    let cart = use_server_query(|| GetCart {})
        .refetch_on_focus()
        .refetch_on_reconnect();
    provide_context::<CartQuery>(cart);
}

#[must_use]
pub fn use_cart() -> CartQuery {
    expect_context()
}

/// The link in the header, with the number of books in the cart.
#[component]
pub fn CartLink() -> impl IntoView {
    let cart = use_cart();
    // Of a cart that could not be read nothing is said.
    let text = move || match cart.get().and_then(Result::ok) {
        Some(cart) => format!("Cart ({})", cart.count()),
        None => "Cart".to_owned(),
    };
    view! {
        <Transition fallback=|| view! { <a href="/cart">"Cart"</a> }>
            {move || Suspend::new(async move {
                cart.ready().await;
                view! { <a href="/cart">{text}</a> }
            })}
        </Transition>
    }
}
