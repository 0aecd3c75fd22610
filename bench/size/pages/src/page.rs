//! The page without any call, and the places where calls go.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// How many blocks every page has.
const BLOCKS: usize = 11;

/// What is behind a button: how it looks is the same for all.
pub struct Block {
    /// The button's text.
    pub label: &'static str,
    /// Whether a call is under way.
    pub busy: Signal<bool>,
    /// What became of it.
    pub text: Signal<String>,
    /// Makes the call.
    pub click: Callback<()>,
}

/// One page. What a page does not name is that of [`BASE`], and is then not linked.
pub struct Page {
    /// Runs first, in the root.
    pub setup: fn(),
    /// The first blocks; the rest are plain.
    pub blocks: &'static [fn() -> Block],
    /// The form.
    pub form: fn() -> AnyView,
    /// The list.
    pub list: fn() -> AnyView,
}

/// The page that calls nobody.
pub const BASE: Page = Page {
    setup: || (),
    blocks: &[],
    form: plain_form,
    list: plain_list,
};

impl Page {
    /// Takes over the rendered page.
    pub fn hydrate(self) {
        hydrate_body(move || self.view());
    }

    fn view(&self) -> impl IntoView + use<> {
        (self.setup)();
        let live = self.blocks.iter().map(|make| make());
        let plain = (live.len()..BLOCKS).map(|_| plain_block());
        let blocks = live.chain(plain).map(block).collect_view();
        let (form, list) = ((self.form)(), (self.list)());
        view! { <main>{counter()} {blocks} {form} {list}</main> }
    }
}

fn counter() -> AnyView {
    let count = RwSignal::new(0);
    view! { <button on:click=move |_| count.update(|count| *count += 1)>"Clicked " {count}</button> }.into_any()
}

/// A button and what became of its click.
pub fn block(block: Block) -> AnyView {
    let Block {
        label,
        busy,
        text,
        click,
    } = block;
    view! {
        <section>
            <button disabled=move || busy.get() on:click=move |_| click.run(())>{label}</button>
            <p>{move || text.get()}</p>
        </section>
    }
    .into_any()
}

fn plain_block() -> Block {
    let text = RwSignal::new(String::new());
    Block {
        label: "Write",
        busy: RwSignal::new(false).into(),
        text: text.into(),
        click: Callback::new(move |()| text.set("Written.".into())),
    }
}

/// The form's fields; where calls are made, their form has more to say about each.
fn plain_form() -> AnyView {
    let text = RwSignal::new(String::new());
    view! {
        <form method="post" action="/save_address" on:submit=move |_| text.set("Saving.".into())>
            {fields()}
            <p role="alert">{move || text.get()}</p>
        </form>
    }
    .into_any()
}

/// The fields of the first action, as plain inputs.
pub fn fields() -> AnyView {
    view! {
        <label>"Street" <input name="street" required/></label>
        <label>"Number" <input name="number" type="number" required/></label>
        <label>"Line" <input name="lines"/></label>
        <select name="kind"><option>"Home"</option><option>"Work"</option></select>
        <label>"Note" <input name="note"/></label>
        <button>"Save"</button>
    }
    .into_any()
}

/// A row of the list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Its number.
    pub id: u64,
    /// Its name.
    pub title: String,
    /// Its price in cents.
    pub price: u32,
}

fn plain_list() -> AnyView {
    let items = RwSignal::new(vec![Item::default()]);
    view! { <div>{move || items_view(items.get())}</div> }.into_any()
}

/// The list's markup.
pub fn items_view(items: Vec<Item>) -> AnyView {
    let rows = items
        .into_iter()
        .map(|item| view! { <li>{item.title} " " {item.price}</li> })
        .collect_view();
    view! { <ul>{rows}</ul> }.into_any()
}
