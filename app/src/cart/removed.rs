//! Lines that were taken out of the cart, and how they come back.

use leptos::prelude::*;
use leptos_actions::{ServerQuery, prelude::*};
use serde::{Deserialize, Serialize};

use super::{CartError, GetCart};
use crate::{
    books::BookId,
    undo::{Offer, Offers},
};

#[cfg(not(target_arch = "wasm32"))]
use crate::{
    db::{self, Db, removed::PutBack},
    shopper::Shopper,
};

/// A line that was taken out and can be put back.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::FromRow))]
pub struct RemovedLine {
    pub book: BookId,
    pub title: String,
    pub removed_at: i64,
}

/// Returns the lines that the caller has taken out of the cart just now.
#[query]
pub async fn get_removed_lines(
    #[caller] shopper: Shopper,
    #[extract] State(db): State<Db>,
) -> CallResult<Vec<RemovedLine>> {
    Ok(db::removed::of(&db, &shopper.id).await?)
}

/// Puts a line back into the caller's cart, with as many copies as there were, if they are in stock.
#[action(refreshes(GetCart, GetRemovedLines))]
pub async fn restore_line(
    #[caller] shopper: Shopper,
    book: BookId,
    #[extract] State(db): State<Db>,
) -> CallResult<(), CartError> {
    match db::removed::put_back(&db, &shopper.id, book).await? {
        PutBack::Done => Ok(()),
        PutBack::NotThere => Err(CartError::Gone)?,
        PutBack::NotEnough { stock: 0 } => Err(CartError::SoldOut)?,
        PutBack::NotEnough { stock: left @ ..99 } => Err(CartError::NotEnough { left })?,
        PutBack::NotEnough { .. } => Err(CartError::TooMany)?,
    }
}

#[component]
pub(super) fn Removed(removed: ServerQuery<GetRemovedLines>) -> impl IntoView {
    let lines = Memo::new(move |_| removed.get().and_then(Result::ok).unwrap_or_default());
    let offers = Offers::new(move || lines.with(Vec::len));
    let offer = move |line: RemovedLine| {
        let title = line.title;
        let restore = use_server_action::<RestoreLine>().keyed(line.book).on_success({
            let back = format!("“{title}” is in your cart again.");
            move |()| offers.say(back.clone())
        });
        let label = format!("Undo: put back {title}");
        let said = format!("“{title}” was removed.");
        view! { <Offer said label action=restore with=[RestoreLine::book().is(line.book)]/> }
    };
    offers.view(view! { <For each=move || lines.get() key=Clone::clone children=offer/> })
}
