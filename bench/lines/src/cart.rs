//! The quantity of a line of the cart, with the totals that follow from it.
//!
//! What plain Leptos does not do here:
//! - cannot: without scripts what was typed is kept when it is refused, unless it travels in the address as well.
//! - cannot: without scripts a status of its own for a refused quantity: it is a redirect.
//! - left out: without scripts an error beside the line that it belongs to: all forms of a function show it, unless it says whose it is.
//! - left out: with scripts a status of its own, which takes the integration's `ResponseOptions` (here it is 500).
//! - left out: checks while one types; once only, when the network sends it again; what failed for a line that is gone.
//! - left out: the rest of the cart's page (loading, failure, an empty cart), which is not counted on either side.

use leptos::{
    html,
    prelude::*,
    server_fn::{
        codec::JsonEncoding,
        error::{FromServerFnError, ServerFnErrorErr},
    },
};
use serde::{Deserialize, Serialize};

use crate::{
    form::focus_invalid,
    work::{self, Cart, CartLine, RemoveForm, euros},
};

// lines: cart
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
pub enum CartError {
    #[error("Choose a number from 0 to 99.")]
    Quantity,
    #[error("There is no such book.")]
    NotFound,
    #[error("Only {left} of this book are left.")]
    NotEnough { left: u32 },
    #[error("That did not work. Please try again.")]
    Server,
}

impl FromServerFnError for CartError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::Serialization(_) => Self::Quantity,
            _ => Self::Server,
        }
    }
}

#[server]
pub async fn set_quantity(book: i64, quantity: u32) -> Result<(), CartError> {
    if quantity > 99 {
        return Err(CartError::Quantity);
    }
    let failed = |error| {
        leptos::logging::error!("set_quantity: {error}");
        CartError::Server
    };
    let shopper = work::shopper().await.map_err(failed)?;
    let left = work::stock(book).await.map_err(failed)?.ok_or(CartError::NotFound)?;
    if quantity > left {
        return Err(CartError::NotEnough { left });
    }
    work::set_line(&shopper, book, quantity).await.map_err(failed)
}

#[component]
pub fn Line(line: CartLine, cart: Resource<Cart>) -> impl IntoView {
    let CartLine {
        book,
        slug,
        title,
        author,
        price,
        quantity,
    } = line;
    // The row stays as long as its book does; its quantity follows the cart.
    let quantity = Memo::new(move |_| {
        let lines = cart.get().unwrap_or_default().lines;
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
                <p class="price">{euros(price)}</p>
            </div>
            <div class="change">
                <QuantityForm book title=title.clone() quantity cart/>
                <RemoveForm book title/>
            </div>
            <p class="sum">{move || euros(price * quantity.get())}</p>
        </li>
    }
}

#[component]
fn QuantityForm(book: i64, title: String, quantity: Memo<u32>, cart: Resource<Cart>) -> impl IntoView {
    let set = ServerAction::<SetQuantity>::new();
    let value = set.value();
    Effect::new(move |_| {
        if let Some(Ok(())) = value.get() {
            cart.refetch();
        }
    });
    let error = Memo::new(move |_| value.get().and_then(Result::err));
    let field_error = Memo::new(move |_| error.get().filter(|error| *error == CartError::Quantity));
    let form_error = move || error.get().filter(|error| *error != CartError::Quantity);
    let form = NodeRef::<html::Form>::new();
    Effect::watch(move || field_error.get(), move |_, _, _| focus_invalid(form), false);
    let error_id = format!("quantity-error-{book}");
    view! {
        <ActionForm action=set node_ref=form>
            <input type="hidden" name="book" value=book/>
            <div class="field">
                <input
                    type="number"
                    name="quantity"
                    min="0"
                    max="99"
                    required
                    value=quantity.get_untracked()
                    prop:value=move || quantity.get()
                    aria-label=format!("Quantity of {title}")
                    aria-invalid=move || field_error.get().map(|_| "true")
                    aria-describedby=error_id.clone()
                />
                <button aria-label=format!("Update {title}") disabled=move || set.pending().get()>
                    "Update"
                </button>
            </div>
            <div class="notice">
                <p id=error_id class="field-error" aria-live="polite">
                    {move || field_error.get().map(|error| error.to_string())}
                </p>
                <p class="form-error" role="alert">{move || form_error().map(|error| error.to_string())}</p>
            </div>
        </ActionForm>
    }
}

#[component]
pub fn Lines(cart: Resource<Cart>) -> impl IntoView {
    let content = move || cart.get().unwrap_or_default();
    view! {
        <ul class="lines">
            <For each=move || content().lines key=|line| line.book let:line>
                <Line line cart/>
            </For>
        </ul>
        <p class="total">
            "Total " <output>{move || euros(content().total())}</output>
        </p>
    }
}
// lines: end
