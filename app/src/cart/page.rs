//! The cart's page.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{line::Line, use_cart};
use crate::failed::Failed;

#[component]
pub fn CartPage() -> impl IntoView {
    let cart = use_cart();
    view! {
        <Title text="Cart"/>
        <h1>"Cart"</h1>
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                cart.ready().await;
                view! { <Content/> }
            })}
        </Transition>
    }
}

/// Built once; what changes follows the cart.
#[component]
fn Content() -> impl IntoView {
    let cart = use_cart();
    let content = move || cart.get().and_then(Result::ok).unwrap_or_default();
    let is_empty = Memo::new(move |_| content().lines.is_empty());
    // Memos, so that a change in a line builds no other line anew.
    let failure = Memo::new(move |_| cart.get().and_then(Result::err));
    move || match failure.get() {
        Some(error) => view! { <Failed error what="Your cart"/> }.into_any(),
        None if is_empty.get() => view! {
            <div class="empty">
                <p>"Your cart is empty."</p>
                <a href="/">"Look at the books"</a>
            </div>
        }
        .into_any(),
        None => view! {
            <ul class="lines">
                <For each=move || content().lines key=|line| line.book let:line>
                    <Line line/>
                </For>
            </ul>
            <p class="total">
                "Total " <output>{move || content().total().to_string()}</output>
            </p>
        }
        .into_any(),
    }
}
