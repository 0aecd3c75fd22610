//! The page without any call, and the places where calls go.

use leptos::prelude::*;
use leptos::server::codee::string::FromToStringCodec;
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

/// The fields of the first action, for a form that says nothing about a single one.
pub fn fields() -> AnyView {
    fields_with(|_| {
        let message = RwSignal::new(String::new());
        Field {
            value: message.into(),
            invalid: Signal::derive(move || message.with(String::is_empty).then_some("true")),
            describes: String::new(),
            message: view! { <span aria-live="polite">{move || message.get()}</span> }.into_any(),
        }
    })
}

/// What is said about one field.
pub struct Field {
    /// What stands in it.
    pub value: Signal<String>,
    /// Whether something is wrong.
    pub invalid: Signal<Option<&'static str>>,
    /// The id of the message.
    pub describes: String,
    /// What is wrong.
    pub message: AnyView,
}

/// The fields of the first action, of which two can be wrong.
pub fn fields_with(about: impl Fn(&'static str) -> Field) -> AnyView {
    view! {
        {field("Street", "street", "text", about("street"))}
        {field("Number", "number", "number", about("number"))}
        <label>"Line" <input name="lines"/></label>
        <select name="kind"><option>"Home"</option><option>"Work"</option></select>
        <label>"Note" <input name="note"/></label>
        <button>"Save"</button>
    }
    .into_any()
}

fn field(label: &'static str, name: &'static str, kind: &'static str, about: Field) -> AnyView {
    let Field {
        value,
        invalid,
        describes,
        message,
    } = about;
    view! {
        <label>
            {label}
            <input
                name=name
                type=kind
                required
                value=move || value.get()
                aria-invalid=move || invalid.get()
                aria-describedby=describes
            />
        </label>
        {message}
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

/// The list from a resource that asks nobody: what Leptos' own part of a query is.
pub fn resource_list() -> AnyView {
    title_list(Resource::new_str(|| (), |()| async { "Emma".to_owned() }))
}

/// The list from a resource of its only title.
pub fn title_list(title: Resource<String, FromToStringCodec>) -> AnyView {
    let items = move |title| {
        items_view(vec![Item {
            title,
            ..Item::default()
        }])
    };
    view! {
        <div>
            <Transition fallback=|| ()>
                {move || Suspend::new(async move { items(title.await) })}
            </Transition>
        </div>
    }
    .into_any()
}

/// The list's markup.
pub fn items_view(items: Vec<Item>) -> AnyView {
    let rows = items
        .into_iter()
        .map(|item| view! { <li>{item.title} " " {item.price}</li> })
        .collect_view();
    view! { <ul>{rows}</ul> }.into_any()
}
