//! The form, and the thanks that take its place.

use leptos::prelude::*;
use leptos_actions::{ServerAction, prelude::*};
use leptos_meta::Title;

use super::{LONGEST, SendMessage};
use crate::focus;

#[component]
pub fn ContactPage() -> impl IntoView {
    let send = use_server_action::<SendMessage>();
    let is_sent = Memo::new(move |_| send.value().is_some_and(|value| value.is_ok()));
    // What had the focus goes with the form.
    Effect::watch(move || is_sent.get(), |_, _, _| focus::rescue(), false);
    view! {
        <Title text="Contact"/>
        <h1>"Contact"</h1>
        <PageError/>
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
    let message = Signal::derive(move || send.kept_or("message", ""));
    view! {
        <ServerForm action=send attr:class="stacked">
            <FormError action=send/>
            <label for="name">"Name"</label>
            <input
                id="name"
                name="name"
                required
                maxlength="80"
                autocomplete="name"
                value=move || send.kept_or("name", "")
                aria-invalid=move || send.aria_invalid("name")
                aria-describedby=send.error_id("name")
            />
            <FieldError action=send name="name"/>
            <label for="email">"Email"</label>
            <input
                id="email"
                type="email"
                name="email"
                required
                maxlength="254"
                autocomplete="email"
                value=move || send.kept_or("email", "")
                aria-invalid=move || send.aria_invalid("email")
                aria-describedby=send.error_id("email")
            />
            <FieldError action=send name="email"/>
            <label for="message">"Message"</label>
            <TextArea
                value=message
                attr:id="message"
                attr:name="message"
                attr:rows="8"
                attr:required=true
                attr:maxlength=LONGEST.to_string()
                attr:aria-invalid=move || send.aria_invalid("message")
                attr:aria-describedby=send.error_id("message")
            />
            <FieldError action=send name="message"/>
            <button class="primary">"Send"</button>
        </ServerForm>
    }
}
