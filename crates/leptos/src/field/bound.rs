//! Attributes on an element, and how they follow what becomes of the form.
//!
//! One attribute type for all of them: a dozen small ones would each be compiled for every combination in which they
//! are spread.

use leptos::{
    attr::{Attribute, NextAttribute},
    prelude::*,
    tachys::renderer::{Rndr, types::Element},
};
use leptos_actions_core::Control;

use super::attributes::{FieldAttributes, Now, write};
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
use super::listening::Listening;
use crate::form::text_content;

/// Attributes that are on an element.
pub struct Bound {
    element: Element,
    names: Vec<&'static str>,
    _follows: Option<RenderEffect<Now>>,
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    _listening: Option<Listening>,
}

impl Attribute for FieldAttributes {
    const MIN_LENGTH: usize = 0;

    type State = Bound;
    type AsyncOutput = Self;
    type Cloneable = Self;
    type CloneableOwned = Self;

    fn html_len(&self) -> usize {
        self.fixed
            .iter()
            .map(|(name, value)| name.len() + value.len() + 4)
            .sum()
    }

    fn to_html(self, buffer: &mut String, _: &mut String, _: &mut String, content: &mut String) {
        for (name, value) in &self.fixed {
            write(buffer, name, value);
        }
        let Some(live) = &self.live else { return };
        let Now {
            value,
            is_chosen,
            is_invalid,
        } = self.now();
        match value {
            Some(text) if live.control == Control::TextArea => content.push_str(&text_content(&text)),
            Some(value) => write(buffer, "value", &value),
            None => {}
        }
        if is_chosen {
            write(buffer, chosen(live.control), "");
        }
        if is_invalid {
            write(buffer, "aria-invalid", "true");
        }
    }

    fn hydrate<const FROM_SERVER: bool>(self, element: &Element) -> Bound {
        if FROM_SERVER {
            self.bind(element, true)
        } else {
            self.build(element)
        }
    }

    fn build(self, element: &Element) -> Bound {
        for (name, value) in &self.fixed {
            Rndr::set_attribute(element, name, value);
        }
        self.bind(element, false)
    }

    fn rebuild(self, state: &mut Bound) {
        let element = state.element.clone();
        for name in &state.names {
            if !self.fixed.iter().any(|(kept, _)| kept == name) {
                Rndr::remove_attribute(&element, name);
            }
        }
        *state = self.build(&element);
    }

    fn into_cloneable(self) -> Self {
        self
    }

    fn into_cloneable_owned(self) -> Self {
        self
    }

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }
}

impl NextAttribute for FieldAttributes {
    type Output<NewAttr: Attribute> = (Self, NewAttr);

    fn add_any_attr<NewAttr: Attribute>(self, new: NewAttr) -> (Self, NewAttr) {
        (self, new)
    }
}

impl FieldAttributes {
    /// `is_written`: the element has come from the server with everything on it.
    fn bind(self, element: &Element, is_written: bool) -> Bound {
        let names = self.fixed.iter().map(|(name, _)| *name).collect();
        #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
        let listening = self.live.as_ref().and_then(|live| live.watch.as_ref()).map(|watch| {
            let shows_error = watch.shows_error.clone();
            Listening::new(element, watch.checks, watch.place, shows_error)
        });
        let follows = self.live.is_some().then(|| {
            let element = element.clone();
            RenderEffect::new(move |before: Option<Now>| {
                let now = self.now();
                let before = before.unwrap_or_else(|| if is_written { now.clone() } else { Now::default() });
                if let Some(live) = &self.live {
                    follow(&element, live.control, &before, &now);
                }
                now
            })
        });
        Bound {
            element: element.clone(),
            names,
            _follows: follows,
            #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
            _listening: listening,
        }
    }
}

/// Writes what is another now. What someone has typed since is the browser's, and stays.
fn follow(element: &Element, control: Control, before: &Now, now: &Now) {
    let mark = |name: &str, value: &str, is: bool| {
        if is {
            Rndr::set_attribute(element, name, value);
        } else {
            Rndr::remove_attribute(element, name);
        }
    };
    if before.value != now.value {
        let value = now.value.as_deref().unwrap_or_default();
        match control {
            Control::TextArea => element.set_text_content(Some(value)),
            _ => Rndr::set_attribute(element, "value", value),
        }
    }
    if before.is_chosen != now.is_chosen {
        mark(chosen(control), "", now.is_chosen);
    }
    if before.is_invalid != now.is_invalid {
        mark("aria-invalid", "true", now.is_invalid);
    }
}

const fn chosen(control: Control) -> &'static str {
    match control {
        Control::Select => "selected",
        _ => "checked",
    }
}
