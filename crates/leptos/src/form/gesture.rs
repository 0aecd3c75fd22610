//! Events that go on with a gesture.

use leptos::web_sys::Event;

/// Whether an event goes on with a gesture that has pressed something already: the second click of a double click, a key
/// that is held, a second press at once of what was pressed.
///
/// For listeners that change what stands where they are: a row's "Discard" moves the next row's under the pointer. An
/// action is called by [`dispatch_for`](crate::ServerAction::dispatch_for), which asks this. A `<ServerForm>` needs neither.
/// The page's [`FormScript`](crate::FormScript) tells gestures apart; without it, and on the server, no event is repeated.
/// What a script dispatches itself never is.
///
/// ```
/// # use leptos::prelude::*;
/// # #[component] fn Row(discard: Callback<()>) -> impl IntoView {
/// let click = move |event: leptos::ev::MouseEvent| {
///     if !leptos_actions::is_repeated(&event) {
///         discard.run(());
///     }
/// };
/// view! { <button on:click=click>"Discard"</button> }
/// # }
/// ```
#[must_use]
pub fn is_repeated(event: &Event) -> bool {
    is_marked(event)
}

/// Whether the page's script has marked it.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
fn is_marked(event: &Event) -> bool {
    js_sys::Reflect::get(event, &"_again".into()).is_ok_and(|again| again.is_truthy())
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
const fn is_marked(_: &Event) -> bool {
    false
}
