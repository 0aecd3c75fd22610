//! What the application had before: a `#[server]` function, and a form of Leptos that calls it.

use leptos::prelude::*;

/// What the application provides to its functions.
#[derive(Clone, Copy)]
pub struct Volume(pub &'static str);

/// Says it louder.
#[server]
pub async fn shout(text: String) -> Result<String, ServerFnError> {
    let Volume(mark) = expect_context();
    Ok(format!("{}{mark}", text.to_uppercase()))
}

/// The form.
#[component]
pub fn Shouting() -> impl IntoView {
    let shout = ServerAction::<Shout>::new();
    view! {
        <section id="shouting">
            <ActionForm action=shout>
                <label>"Text " <input name="text" required/></label>
                <button>"Shout"</button>
            </ActionForm>
            <output>{move || shout.value().get().and_then(Result::ok)}</output>
        </section>
    }
}
