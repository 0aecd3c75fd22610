//! One line of the cart.

use leptos::prelude::*;
use leptos_actions::{IntentId, Optimistic, prelude::*};

use super::{Cart, CartError, CartLine, GetCart, GetRemovedLines, use_cart};
use crate::books::BookId;

#[cfg(not(target_arch = "wasm32"))]
use crate::{
    db::{self, Db},
    shopper::Shopper,
};

// lines: cart
/// Sets how many copies of a book are in the caller's cart; zero removes the line.
#[action(queue(book), optimistic(GetCart), refreshes(GetRemovedLines))]
pub async fn set_quantity(
    #[caller] shopper: Shopper,
    book: BookId,
    #[form(range = 0..=99)] quantity: u32,
    #[extract] State(db): State<Db>,
) -> CallResult<(), CartError> {
    if quantity == 0 {
        db::removed::keep(&db, &shopper.id, book).await?;
    }
    if db::carts::set(&db, &shopper.id, book, quantity).await? || quantity == 0 {
        return Ok(());
    }
    let left = db::books::stock(&db, book).await?.or_not_found()?;
    if quantity > left {
        Err(CartError::NotEnough { left })?;
    }
    // Nobody wants a line back that was taken out elsewhere.
    Err(CallError::Conflict)
}

impl Optimistic<GetCart> for SetQuantity {
    fn apply(&self, _: &IntentId, cart: &mut Cart) {
        cart.set(self.book, self.quantity);
    }
}
// lines: end

/// Takes a book out of the caller's cart.
#[action(optimistic(GetCart), refreshes(GetRemovedLines))]
pub async fn remove_line(#[caller] shopper: Shopper, book: BookId, #[extract] State(db): State<Db>) -> CallResult<()> {
    // One that is gone already is what was wanted.
    db::removed::keep(&db, &shopper.id, book).await?;
    db::carts::set(&db, &shopper.id, book, 0).await?;
    Ok(())
}

impl Optimistic<GetCart> for RemoveLine {
    fn apply(&self, _: &IntentId, cart: &mut Cart) {
        cart.set(self.book, 0);
    }
}

// lines: cart
#[component]
pub(super) fn Line(line: CartLine) -> impl IntoView {
    let CartLine {
        book,
        slug,
        title,
        author,
        price,
        quantity,
    } = line;
    let cart = use_cart();
    // The row stays as long as its book does; its quantity follows the cart.
    let quantity = Memo::new(move |_| {
        let lines = cart.get().and_then(Result::ok).unwrap_or_default().lines;
        lines
            .into_iter()
            .find(|line| line.book == book)
            .map_or(quantity, |line| line.quantity)
    });
    view! {
        <li class="line">
            <img src=format!("/covers/{slug}.svg") width="72" height="102" alt="" loading="lazy"/>
            <div class="what">
                <h2><a href=format!("/books/{slug}")>{title.clone()}</a></h2>
                <p class="author">{author}</p>
                <p class="price" translate="no">{price.to_string()}</p>
            </div>
            <div class="change">
                <QuantityForm book title=title.clone() quantity/>
                <RemoveForm book title/>
            </div>
            <p class="sum" translate="no">{move || price.times(quantity.get()).to_string()}</p>
        </li>
    }
}

#[component]
fn QuantityForm(book: BookId, title: String, quantity: Memo<u32>) -> impl IntoView {
    let set = use_server_action::<SetQuantity>().keyed(book);
    view! {
        // Held: a page that loads anew would lose what is typed in other lines.
        <ServerForm action=set with=[SetQuantity::book().is(book)] hold=true>
            <div class="field">
                <input
                    {..set.field(SetQuantity::quantity()).input().value_with(move || quantity.get())}
                    aria-label=format!("Quantity of {title}")
                />
                <button aria-label=format!("Update {title}")>"Update"</button>
            </div>
            <div class="notice">
                <FieldError action=set name=SetQuantity::quantity()/>
                <FormError action=set/>
            </div>
        </ServerForm>
    }
}
// lines: end

#[component]
fn RemoveForm(book: BookId, title: String) -> impl IntoView {
    let remove = use_server_action::<RemoveLine>().keyed(book);
    view! {
        <ServerForm action=remove with=[RemoveLine::book().is(book)]>
            <button class="quiet" aria-label=format!("Remove {title}")>"Remove"</button>
        </ServerForm>
    }
}
