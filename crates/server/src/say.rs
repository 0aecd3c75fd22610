//! Lines that whoever runs the server must see.

/// Warns in the log, or on standard error where the program has set no subscriber for `tracing`.
pub fn warn(text: &str) {
    if tracing::dispatcher::has_been_set() {
        tracing::warn!(target: "leptos_actions", "{text}");
    } else {
        eprintln!("warning: {text}");
    }
}
