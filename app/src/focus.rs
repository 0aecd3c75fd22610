//! Where the keyboard stands.

use leptos::{prelude::*, wasm_bindgen::JsCast};
use web_sys::{Element, FocusOptions, HtmlElement};

/// The part of the page that a navigation replaces.
pub const CONTENT: &str = "content";

/// Gives the focus to the content when the element that had it is gone, so that the next Tab leads into it and a screen
/// reader goes on there.
pub fn rescue() {
    rescue_to(|| None);
}

/// A list whose rows come and go, by its class, and the row in which the keyboard stood.
#[derive(Clone, Copy)]
pub struct Rows {
    list: &'static str,
    at: StoredValue<Option<usize>>,
}

impl Rows {
    /// The list of this class.
    pub fn of(list: &'static str) -> Self {
        let at = StoredValue::new(None);
        Self { list, at }
    }

    /// Notes the row; to be called before the rows change.
    pub fn note(self) {
        let Some(active) = active() else { return };
        let row = active.closest(&format!(".{} > li", self.list)).ok().flatten();
        let before = |row: &Element| row.previous_element_sibling();
        let place = row.map(|row| std::iter::successors(before(&row), before).count());
        self.at.set_value(place);
    }

    /// Gives the focus to the quiet button of the row that has taken the place of the one that is gone, or of the last one;
    /// to the content where there is none.
    pub fn rescue(self) {
        rescue_to(move || {
            let at = self.at.get_value()?;
            let here = format!(".{} > li:nth-child({}) .quiet", self.list, at + 1);
            let last = format!(".{} > li:last-child .quiet", self.list);
            let find = |selector: &str| document().query_selector(selector).ok().flatten();
            find(&here).or_else(|| find(&last))
        });
    }
}

/// What has the focus, in a browser.
pub fn active() -> Option<Element> {
    if cfg!(not(target_arch = "wasm32")) {
        return None;
    }
    document()
        .active_element()
        .filter(|element| element.tag_name() != "BODY")
}

fn rescue_to(near: impl FnOnce() -> Option<Element> + 'static) {
    // What goes is taken away in this turn, what comes may come in the next.
    request_animation_frame(|| {
        if active().is_some() {
            return;
        }
        if let Some(target) = near().or_else(|| document().get_element_by_id(CONTENT)) {
            // Where the page stands is the router's business.
            let options = FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = target.unchecked_into::<HtmlElement>().focus_with_options(&options);
        }
    });
}
