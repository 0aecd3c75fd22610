//! Several lines of the cart at once.
//!
//! 1. A line's own form has its own input, and an input belongs to one form. So this form has inputs of its own, below the
//!    lines: it works without scripts.
//! 2. All lines are changed, or none. What is wrong with a line stands beside its input.
//! 3. The form is one set of lines'. When a line comes or goes it is made anew, so that nothing typed, kept or wrong is
//!    ever shown beside another book; what was typed is put in again by its book, and whoever was
//!    typing goes on.

use leptos::{html, prelude::*};
use leptos_actions::{FormField, IntentId, Optimistic, With, prelude::*};
use serde::{Deserialize, Serialize};
use web_sys::HtmlInputElement;

use super::{Cart, CartLine, GetCart, GetRemovedLines, use_cart};
use crate::{books::BookId, focus};

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
#[action(queue, optimistic(GetCart), refreshes(GetRemovedLines))]
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

/// What is kept when the form is made anew.
#[derive(Clone, Copy)]
struct Kept {
    /// What was typed, by book.
    typed: StoredValue<Vec<(BookId, String)>>,
    /// Into which book's input.
    typing: StoredValue<Option<String>>,
}

impl Kept {
    /// Notes where the keyboard stands; to be called before the form goes.
    fn note(self) {
        let book = focus::active().and_then(|element| element.get_attribute(BOOK));
        self.typing.set_value(book);
    }

    /// Goes on where somebody was typing, if it was here.
    fn take_up(self, book: BookId, input: &HtmlInputElement) {
        if self.typing.with_value(|typing| *typing == Some(book.to_string())) {
            self.typing.set_value(None);
            let _ = input.focus();
            // Written once more, so that the caret stands behind it.
            let text = input.value();
            input.set_value("");
            input.set_value(&text);
        }
    }
}

/// The attribute that says whose quantity an input is.
const BOOK: &str = "data-book";

/// The form, where there are several lines.
#[component]
pub(super) fn SeveralForm() -> impl IntoView {
    let cart = use_cart();
    let kept = Kept {
        typed: StoredValue::new(Vec::new()),
        typing: StoredValue::new(None),
    };
    let lines = move || cart.get().and_then(Result::ok).unwrap_or_default().lines;
    let books = move || lines().iter().map(|line| line.book).collect::<Vec<_>>();
    let several = Memo::new(move |_| Some(books()).filter(|books| books.len() > 1));
    let forms = move || {
        kept.note();
        several.get()
    };
    view! {
        <For each=forms key=Clone::clone let:_books>
            <AllLines lines=untrack(lines) kept/>
        </For>
    }
}

#[component]
fn AllLines(lines: Vec<CartLine>, kept: Kept) -> impl IntoView {
    let books: Vec<String> = lines.iter().map(|line| line.book.to_string()).collect();
    let update = use_server_action::<UpdateLines>()
        .keyed(books.join("-"))
        .on_success(move |()| kept.typed.set_value(Vec::new()));
    let has_typed = kept.typed.with_value(|typed| !typed.is_empty()) || kept.typing.with_value(Option::is_some);
    let is_open = has_typed || untrack(|| update.error().is_some());
    let mut bound = With::default();
    let rows = lines.into_iter().enumerate().map(|(at, line)| {
        let book = UpdateLines::lines().at(at, LineChange::book()).is(line.book);
        bound = std::mem::take(&mut bound).and(book);
        let quantity = UpdateLines::lines().at(at, LineChange::quantity());
        view! { <Row field=update.field(quantity) line kept/> <FieldError action=update name=quantity/> }
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
fn Row(field: FormField<UpdateLines>, line: CartLine, kept: Kept) -> impl IntoView {
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
        kept.typed.with_value(|typed| {
            let mine = typed.iter().find(|(other, _)| *other == book);
            mine.map_or(now, |(_, text)| text.clone())
        })
    };
    let remember = move |text: String| {
        kept.typed.update_value(|typed| {
            typed.retain(|(other, _)| *other != book);
            typed.push((book, text));
        });
    };
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            kept.take_up(book, &input);
        }
    });
    view! {
        <label for=field.id()>{title}</label>
        <input
            {..field.input().value_with(value)}
            data-book=book.to_string()
            node_ref=input
            on:input:target=move |event| remember(event.target().value())
        />
    }
}
