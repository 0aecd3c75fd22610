//! A form with field errors: the shop's message form.
//!
//! What plain Leptos does not do here:
//! - cannot: without scripts what was typed is kept when the form is refused, unless it travels in the address as well.
//! - cannot: errors without scripts that nobody can make up: they travel in the address, unsigned.
//! - cannot: without scripts a status of its own for a refused form: it is a redirect.
//! - left out: with scripts a status of its own, which takes the integration's `ResponseOptions` (here it is 500).
//! - left out: once only, when the network sends it again, or when it is pressed twice without scripts: it takes keys and a table of them.
//! - left out: thanks without scripts (a redirect to a page of their own), checks while one types.

use leptos::{
    html,
    prelude::*,
    server_fn::{
        codec::JsonEncoding,
        error::{FromServerFnError, ServerFnErrorErr},
    },
    wasm_bindgen::JsCast,
};
use leptos_meta::Title;
use serde::{Deserialize, Serialize};
use web_sys::HtmlElement;

use crate::work;

// lines: form
const LONGEST: usize = 2_000;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Issues {
    name: Option<String>,
    email: Option<String>,
    message: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum SendError {
    Fields(Issues),
    Server,
}

impl FromServerFnError for SendError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::Server
    }
}

pub(crate) fn length_issue(text: &str, longest: usize) -> Option<String> {
    match text.chars().count() {
        0 => Some("Fill this in.".to_owned()),
        count if count > longest => Some(format!("Use at most {longest} characters.")),
        _ => None,
    }
}

fn email_issue(text: &str) -> Option<String> {
    let is_address = text
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
    length_issue(text, 254)
        .or_else(|| (!is_address).then(|| "Enter an e-mail address, such as name@example.org.".to_owned()))
}

#[server]
pub async fn send_message(name: String, email: String, message: String) -> Result<(), SendError> {
    let issues = Issues {
        name: length_issue(&name, 80),
        email: email_issue(&email),
        message: length_issue(&message, LONGEST),
    };
    if issues != Issues::default() {
        return Err(SendError::Fields(issues));
    }
    work::add_message(&name, &email, &message).await.map_err(|error| {
        leptos::logging::error!("send_message: {error}");
        SendError::Server
    })
}

#[component]
pub fn ContactPage() -> impl IntoView {
    let send = ServerAction::<SendMessage>::new();
    let is_sent = Memo::new(move |_| send.value().with(|value| matches!(value, Some(Ok(())))));
    Effect::watch(move || is_sent.get(), |_, _, _| work::rescue_focus(), false);
    view! {
        <Title text="Contact"/>
        <h1>"Contact"</h1>
        <Show when=move || is_sent.get() fallback=move || view! { <MessageForm send/> }>
            <section class="empty">
                <p class="done" role="status">"Thank you. Your message has arrived."</p>
                <a href="/contact" on:click=move |_| send.clear()>"Write another"</a>
            </section>
        </Show>
    }
}

#[component]
fn MessageForm(send: ServerAction<SendMessage>) -> impl IntoView {
    let issues = Memo::new(move |_| match send.value().get() {
        Some(Err(SendError::Fields(issues))) => issues,
        _ => Issues::default(),
    });
    let summary = move || match send.value().get() {
        Some(Err(SendError::Fields(_))) => "Please correct the marked fields.",
        Some(Err(SendError::Server)) => "That did not work. Please try again.",
        _ => "",
    };
    let [name, email, message] = [
        Signal::derive(move || issues.get().name),
        Signal::derive(move || issues.get().email),
        Signal::derive(move || issues.get().message),
    ];
    let form = NodeRef::<html::Form>::new();
    Effect::watch(move || issues.get(), move |_, _, _| focus_invalid(form), false);
    view! {
        <ActionForm action=send node_ref=form attr:class="stacked">
            <p class="form-error" role="alert">{summary}</p>
            <label for="name">"Name"</label>
            <input
                id="name"
                name="name"
                required
                maxlength="80"
                autocomplete="name"
                aria-invalid=move || name.get().map(|_| "true")
                aria-describedby="name-error"
            />
            <p id="name-error" class="field-error">{name}</p>
            <label for="email">"Email"</label>
            <input
                id="email"
                type="email"
                name="email"
                required
                maxlength="254"
                autocomplete="email"
                aria-invalid=move || email.get().map(|_| "true")
                aria-describedby="email-error"
            />
            <p id="email-error" class="field-error">{email}</p>
            <label for="message">"Message"</label>
            <textarea
                id="message"
                name="message"
                rows="8"
                required
                maxlength=LONGEST.to_string()
                aria-invalid=move || message.get().map(|_| "true")
                aria-describedby="message-error"
            ></textarea>
            <p id="message-error" class="field-error">{message}</p>
            <button class="primary" disabled=move || send.pending().get()>"Send"</button>
        </ActionForm>
    }
}

pub(crate) fn focus_invalid(form: NodeRef<html::Form>) {
    request_animation_frame(move || {
        let field = form
            .get_untracked()
            .and_then(|form| form.query_selector("[aria-invalid]").ok().flatten());
        if let Some(field) = field {
            let _ = field.unchecked_into::<HtmlElement>().focus();
        }
    });
}
// lines: end
