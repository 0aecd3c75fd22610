//! Several lines of the cart at once.
//!
//! 1. A line's own form has its own input, and an input belongs to one form. So this form has inputs of its own, below the
//!    lines: it works without scripts.
//! 2. All lines are changed, or none. What is wrong with a line stands beside its input.
//! 3. The form is one set of lines'. When a line comes or goes it is made anew, so that nothing typed, kept or wrong is
//!    ever shown beside another book; what was typed is put in again by its book.

use leptos::prelude::*;
use leptos_actions::{FormField, IntentId, Optimistic, With, prelude::*};
use serde::{Deserialize, Serialize};

use super::{Cart, CartLine, GetCart, use_cart};
use crate::books::BookId;

#[cfg(not(target_arch = "wasm32"))]
use super::CartError;
#[cfg(not(target_arch = "wasm32"))]
use crate::{
    db::{self, Db, carts::Refused},
    shopper::Shopper,
};
#[cfg(not(target_arch = "wasm32"))]
use leptos_actions::{FieldErrors, FieldIssue};

/// How many copies of a book there are to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Form)]
pub struct LineChange {
    pub book: BookId,
    #[form(range = 0..=99)]
    pub quantity: u32,
}

/// Sets how many copies of several books are in the caller's cart, of all or of none; zero removes a line.
#[action(queue, optimistic(GetCart))]
pub async fn update_lines(
    #[caller] shopper: Shopper,
    #[form] lines: Vec<LineChange>,
    #[extract] State(db): State<Db>,
) -> CallResult<()> {
    let mut issues = FieldErrors::new();
    for (at, refused) in db::carts::set_all(&db, &shopper.id, &lines).await? {
        let quantity = UpdateLines::lines().at(at, LineChange::quantity());
        issues.extend(match refused {
            // The caller sees another cart: nobody wants a line back that was taken out elsewhere.
            Refused::NotThere => return Err(CallError::Conflict),
            Refused::Twice => quantity.refuse("invalid"),
            Refused::NotEnough { left } => quantity.refuse(not_enough(left)),
        });
    }
    if issues.is_empty() { Ok(()) } else { Err(issues.into()) }
}

/// As the line's own form says it.
#[cfg(not(target_arch = "wasm32"))]
fn not_enough(left: u32) -> FieldIssue {
    FieldIssue::custom(PublicError::message(&CartError::NotEnough { left }))
}

impl Optimistic<GetCart> for UpdateLines {
    /// A line of none stays until it is gone: if it could not be, what was typed still stands beside it.
    fn apply(&self, _: &IntentId, cart: &mut Cart) {
        for LineChange { book, quantity } in &self.lines {
            let mine = cart.lines.iter_mut().filter(|line| line.book == *book);
            mine.for_each(|line| line.quantity = *quantity);
        }
    }
}

/// What was typed, by book.
type Typed = StoredValue<Vec<(BookId, String)>>;

/// The form, where there are several lines.
#[component]
pub(super) fn SeveralForm() -> impl IntoView {
    let cart = use_cart();
    let typed: Typed = StoredValue::new(Vec::new());
    let lines = move || cart.get().and_then(Result::ok).unwrap_or_default().lines;
    let books = move || lines().iter().map(|line| line.book).collect::<Vec<_>>();
    let several = Memo::new(move |_| Some(books()).filter(|books| books.len() > 1));
    view! {
        <For each=move || several.get() key=Clone::clone let:_books>
            <AllLines lines=untrack(lines) typed/>
        </For>
    }
}

#[component]
fn AllLines(lines: Vec<CartLine>, typed: Typed) -> impl IntoView {
    let books: Vec<String> = lines.iter().map(|line| line.book.to_string()).collect();
    let update = use_server_action::<UpdateLines>()
        .keyed(books.join("-"))
        .on_success(move |()| typed.set_value(Vec::new()));
    let is_open = typed.with_value(|typed| !typed.is_empty()) || untrack(|| update.error().is_some());
    let mut bound = With::default();
    let rows = lines.into_iter().enumerate().map(|(at, line)| {
        let book = UpdateLines::lines().at(at, LineChange::book()).is(line.book);
        bound = std::mem::take(&mut bound).and(book);
        let quantity = UpdateLines::lines().at(at, LineChange::quantity());
        view! { <Row field=update.field(quantity) line typed/> <FieldError action=update name=quantity/> }
    });
    let rows = rows.map(|row| view! { <li>{row}</li> }).collect_view();
    view! {
        <details class="several" open=is_open>
            <summary>"Change several quantities at once"</summary>
            // Held: a page that loads anew would lose what is typed in other lines.
            <ServerForm action=update with=bound hold=true>
                <ul>{rows}</ul>
                <FormError action=update/>
                <button class="primary">"Update all"</button>
            </ServerForm>
        </details>
    }
}

#[component]
fn Row(field: FormField<UpdateLines>, line: CartLine, typed: Typed) -> impl IntoView {
    let CartLine {
        book, title, quantity, ..
    } = line;
    let cart = use_cart();
    let quantity = Memo::new(move |_| {
        let lines = cart.get().and_then(Result::ok).unwrap_or_default().lines;
        let mine = lines.into_iter().find(|line| line.book == book);
        mine.map_or(quantity, |line| line.quantity)
    });
    let value = move || {
        let now = quantity.get().to_string();
        typed.with_value(|typed| {
            let mine = typed.iter().find(|(other, _)| *other == book);
            mine.map_or(now, |(_, text)| text.clone())
        })
    };
    let remember = move |text: String| {
        typed.update_value(|typed| {
            typed.retain(|(other, _)| *other != book);
            typed.push((book, text));
        });
    };
    view! {
        <label for=field.id()>{title}</label>
        <input {..field.input().value_with(value)} on:input:target=move |event| remember(event.target().value())/>
    }
}
