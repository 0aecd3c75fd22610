//! The panel.

use leptos::{
    leptos_dom::helpers::{document, window},
    mount::mount_to,
    prelude::*,
};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ShadowRootInit, ShadowRootMode};

use super::journal::{Intent, intents};

/// Where it stands in the page; a release build has no such text.
const HOST: &str = "leptos-actions-inspector";

const STYLE: &str = "
:host { position: fixed; inset: auto auto .5rem .5rem; z-index: 2147483647; font: 13px/1.4 system-ui, sans-serif; }
button { font: inherit; padding: .2rem .6rem; border: 1px solid #8888; border-radius: .4rem; background: #222; color: #eee; cursor: pointer; }
section { position: fixed; inset: auto 0 0 0; max-height: 50vh; overflow: auto; padding: .5rem 1rem 3rem; background: #222; color: #eee; }
h2 { font-size: 1em; margin: 0 0 .5rem; } summary { cursor: pointer; } ol { margin: .2rem 0; padding-left: 1.5rem; }
code { overflow-wrap: anywhere; white-space: pre-wrap; font-size: 12px; } .failed { color: #ff9b9b; } dt { float: left; margin-right: .5rem; opacity: .7; } dd { margin: 0; }
";

pub(super) fn mount() {
    Effect::new(|_| {
        if document().query_selector(HOST).ok().flatten().is_none() {
            attach();
        }
    });
}

fn attach() -> Option<()> {
    let host = document().create_element(HOST).ok()?;
    let shadow = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).ok()?;
    let inside: HtmlElement = document().create_element("div").ok()?.unchecked_into();
    shadow.append_child(&inside).ok()?;
    document().body()?.append_child(&host).ok()?;
    mount_to(inside, || view! { <Panel/> }).forget();
    Some(())
}

#[component]
fn Panel() -> impl IntoView {
    let (is_open, set_open) = signal(false);
    let label = move || format!("Actions ({})", intents().len());
    view! {
        <style>{STYLE}</style>
        <Show when=move || is_open.get()>
            <section aria-label="Actions of this page">
                <h2>"Actions of this page, the newest first"</h2>
                <For each=intents key=|intent| (intent.number(), intent.steps.len()) let:intent>
                    <Entry intent/>
                </For>
            </section>
        </Show>
        <button type="button" style="position: relative" on:click=move |_| set_open.update(|open| *open = !*open)>
            {label}
        </button>
    }
}

#[component]
fn Entry(intent: Intent) -> impl IntoView {
    let curl = intent.as_curl(&window().location().origin().unwrap_or_default());
    let copy = move |_| {
        // Where the clipboard is not to be had, the line stands beside the button.
        let _ = window().navigator().clipboard().write_text(&curl);
    };
    let failed = intent.steps.last().is_some_and(|step| step.what.starts_with("failed"));
    let steps = intent.steps.iter().map(|step| {
        let values = step.values.iter().map(|(name, value)| {
            view! { <dt>{name.clone()}</dt><dd><code>{value.clone()}</code></dd> }
        });
        view! {
            <li>
                {format!("{:.0} ms: {}", intent.after(step), step.what)}
                <dl>{values.collect_view()}</dl>
            </li>
        }
    });
    let shown_in =
        (!intent.shown_in.is_empty()).then(|| view! { <p>"Shown at once in: "{intent.shown_in.join(", ")}</p> });
    view! {
        <details>
            <summary class:failed=failed>{intent.call}" "<code>{intent.input.clone()}</code></summary>
            <p>"Intent "<code>{intent.id.as_str().to_owned()}</code>" " <button type="button" on:click=copy>"Copy as curl"</button></p>
            {shown_in}
            <ol>{steps.collect_view()}</ol>
        </details>
    }
}
