//! A `<textarea>` that keeps text as text.

use leptos::prelude::*;

/// A `<textarea>` whose content is escaped.
///
/// Leptos 0.8 writes the children of a `<textarea>` into the page as they are, so that kept text could end the element
/// and become markup. Give the element its attributes with `attr:`:
///
/// ```
/// # use leptos::prelude::*;
/// # use leptos_actions::prelude::*;
/// # #[action(public)] async fn send(message: String) -> CallResult<()> { let _ = message; Ok(()) }
/// # #[component] fn Contact() -> impl IntoView {
/// let send = use_server_action::<Send>();
/// view! { <TextArea value=Signal::derive(move || send.kept_or("message", "")) attr:name="message" attr:rows="6"/> }
/// # }
/// ```
#[component]
pub fn TextArea(
    /// What stands in it.
    #[prop(into)]
    value: Signal<String>,
) -> impl IntoView {
    view! { <textarea inner_html=move || content(&value.get())></textarea> }
}

/// The text as the content of the element. A parser drops a first line break; so it gets one more.
pub(crate) fn content(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    if escaped.starts_with(['\n', '\r']) {
        ["\n", &escaped].concat()
    } else {
        escaped
    }
}

#[cfg(test)]
mod tests {
    use super::content;

    #[test]
    fn text_cannot_end_the_element() {
        assert_eq!(
            content("</textarea><script>alert(1)</script>"),
            "&lt;/textarea>&lt;script>alert(1)&lt;/script>"
        );
        assert_eq!(content("a &lt; b"), "a &amp;lt; b");
    }

    #[test]
    fn a_first_line_break_is_kept() {
        assert_eq!(content("\nhello"), "\n\nhello");
        assert_eq!(content("hello\n"), "hello\n");
    }
}
