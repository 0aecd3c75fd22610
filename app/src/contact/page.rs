//! The form, and the thanks that take its place.

use leptos::prelude::*;
use leptos_actions::{ServerAction, prelude::*};
use leptos_meta::Title;

use super::SendMessage;
use crate::focus;

// lines: form
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
    let [name, email, message] = [
        send.field(SendMessage::name()),
        send.field(SendMessage::email()),
        send.field(SendMessage::message()),
    ];
    view! {
        <ServerForm action=send attr:class="stacked">
            <FormError action=send/>
            <label for=name.id()>"Name"</label>
            <input {..name.input()}/>
            <FieldError action=send name=SendMessage::name()/>
            <label for=email.id()>"Email"</label>
            <input {..email.input()}/>
            <FieldError action=send name=SendMessage::email()/>
            <label for=message.id()>"Message"</label>
            <textarea {..message.text_area()} rows="8"></textarea>
            <FieldError action=send name=SendMessage::message()/>
            <button class="primary">"Send"</button>
        </ServerForm>
    }
}
// lines: end
