//! The cart's page.

use leptos::prelude::*;
use leptos_actions::{PageError, use_server_query};
use leptos_meta::Title;

use super::{GetRemovedLines, empty::EmptyForm, line::Line, removed::Removed, several::SeveralForm, use_cart};
use crate::{
    failed::{Failed, TryAgain},
    focus,
};

#[component]
pub fn CartPage() -> impl IntoView {
    let cart = use_cart();
    let removed = use_server_query(|| GetRemovedLines {});
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                cart.ready().await;
                removed.ready().await;
                view! { <Content/> <Removed removed/> }
            })}
        </Transition>
    }
}

/// Built once; what changes follows the cart.
#[component]
fn Content() -> impl IntoView {
    let cart = use_cart();
    // Memos, so that a change in a line builds no other line anew.
    let failure = Memo::new(move |_| cart.get().and_then(Result::err));
    let count = Memo::new(move |_| cart.get().and_then(Result::ok).unwrap_or_default().lines.len());
    let is_empty = Memo::new(move |_| count.get() == 0);
    // A line that goes takes the focus with it.
    let rows = focus::Rows::of("lines");
    Effect::watch(move || count.get(), move |_, _, _| rows.rescue(), false);
    move || match failure.get() {
        Some(error) => view! { <Failed error what="Your cart" query=cart/> }.into_any(),
        None => view! {
            <Title text="Cart"/>
            <h1>"Cart"</h1>
            <PageError/>
            <Show when=move || !is_empty.get() fallback=Empty>
                <Lines rows/>
            </Show>
            // Below, so that nothing moves when it comes.
            <Show when=move || cart.is_stale()>
                <p class="stale" role="status">
                    "This may be out of date: your cart could not be looked up. "
                    <TryAgain query=cart/>
                </p>
            </Show>
        }
        .into_any(),
    }
}

#[component]
fn Empty() -> impl IntoView {
    view! {
        <div class="empty">
            <p>"Your cart is empty."</p>
            <a href="/">"Look at the books"</a>
        </div>
    }
}

// lines: cart
#[component]
fn Lines(rows: focus::Rows) -> impl IntoView {
    let cart = use_cart();
    let content = move || cart.get().and_then(Result::ok).unwrap_or_default();
    // lines: end
    let lines = move || {
        rows.note();
        content().lines
    };
    // lines: cart
    view! {
        <ul class="lines">
            <For each=lines key=|line| line.book let:line>
                <Line line/>
            </For>
        </ul>
        <p class="total">
            "Total " <output translate="no">{move || content().total().to_string()}</output>
        </p>
        // lines: end
        <SeveralForm/>
        <EmptyForm/>
        // lines: cart
    }
}
// lines: end
