//! Lines that whoever runs the server must see.

use std::sync::{Mutex, PoisonError};

/// Warns in the log, or on standard error where the program has set no subscriber for `tracing`.
pub fn warn(text: &str) {
    if tracing::dispatcher::has_been_set() {
        tracing::warn!(target: "leptos_actions", "{text}");
    } else {
        eprintln!("warning: {text}");
    }
}

/// The most texts that are said once.
const MOST: usize = 1000;

/// Warns as [`warn`] does, once for each text.
pub fn once(text: String) {
    static SAID: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    if said.contains(&text) || said.len() == MOST {
        return;
    }
    warn(&text);
    said.push(text);
}
