//! Where the keyboard stands.

use leptos::{prelude::*, wasm_bindgen::JsCast};
use web_sys::{FocusOptions, HtmlElement};

/// The part of the page that a navigation replaces.
pub const CONTENT: &str = "content";

/// Gives the focus to the content when the element that had it is gone, so that the next Tab leads into it and a screen
/// reader goes on there.
pub fn rescue() {
    // What goes is taken away in this turn, what comes may come in the next.
    request_animation_frame(|| {
        let document = document();
        let is_lost = document
            .active_element()
            .is_none_or(|element| element.tag_name() == "BODY");
        let content = document.get_element_by_id(CONTENT);
        if let Some(content) = content.filter(|_| is_lost) {
            // Where the page stands is the router's business.
            let options = FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = content.unchecked_into::<HtmlElement>().focus_with_options(&options);
        }
    });
}
