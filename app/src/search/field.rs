//! The field in the header: a form for `/search`, which shows what it finds while one types.

use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use web_sys::{HtmlInputElement, Node};

use crate::{
    address::{encode, use_param},
    pages,
};

// lines: search
/// What was typed into the field; empty while nothing is to be shown below it.
#[derive(Clone, Copy)]
pub(super) struct Typed(pub(super) RwSignal<String>);

#[component]
pub fn SearchField() -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    let input = NodeRef::<html::Input>::new();
    let asked = use_param("q");
    // lines: end
    // What was typed stays until the address says something else, as on the way back.
    Effect::watch(
        move || asked.get(),
        move |asked, _, _| {
            if let Some(input) = input.get_untracked() {
                input.set_value(asked.as_deref().unwrap_or_default());
            }
        },
        false,
    );
    // lines: search
    let typed = RwSignal::new(String::new());
    provide_context(Typed(typed));
    // Pages on which nobody looks for anything do not load what shows it.
    let is_used = Memo::new(move |was| was.copied().unwrap_or_default() || typed.with(|typed| !typed.is_empty()));
    let close = move || typed.set(String::new());
    let navigate = use_navigate();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let text = input.get_untracked().map(|input| input.value()).unwrap_or_default();
        close();
        navigate(
            &format!("/search?q={}", encode(text.trim())),
            NavigateOptions::default(),
        );
    };
    // What was typed before the page was live is told afterwards, when somebody may be elsewhere.
    let suggest = move |field: &HtmlInputElement| {
        if field.matches(":focus").unwrap_or_default() {
            typed.set(field.value());
        }
    };
    let leave = move |event: ev::FocusEvent| {
        let to = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
        let stays = form.get_untracked().is_some_and(|form| form.contains(to.as_ref()));
        if !stays {
            close();
        }
    };
    let escape = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            close();
        }
    };
    view! {
        <form
            class="search"
            role="search"
            action="/search"
            node_ref=form
            on:submit=submit
            on:focusout=leave
            on:keydown=escape
        >
            <input
                type="search"
                name="q"
                aria-label="Search books"
                maxlength="100"
                autocomplete="off"
                value=asked.get_untracked().unwrap_or_default()
                node_ref=input
                on:input:target=move |event| suggest(&event.target())
            />
            <button>"Search"</button>
            <div class="found" role="status" on:click=move |_| close()>
                {move || is_used.get().then(pages::suggestions)}
            </div>
        </form>
    }
}
// lines: end
