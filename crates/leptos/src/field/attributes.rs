//! The attributes of a field, to spread on its element.

use std::{borrow::Cow, fmt, sync::Arc};

use leptos::prelude::*;
use leptos_actions_core::{Control, Field, FieldPlace, field::attributes::Attributes};

use super::checks::Checks;

/// Attributes of a field's element: `<input {..send.field(SendMessage::email()).input()}/>`. Others may stand beside
/// them.
#[derive(Clone)]
#[must_use = "spread it on an element"]
pub struct FieldAttributes {
    pub(super) fixed: Attributes,
    pub(super) live: Option<Live>,
}

/// The part that depends on what became of the form.
#[derive(Clone)]
pub(super) struct Live {
    kept: RwSignal<Vec<(String, String)>>,
    name: Cow<'static, str>,
    pub(super) control: Control,
    is_secret: bool,
    /// The value that makes an option or a choice chosen.
    chosen_by: Option<String>,
    default: Option<Arc<dyn Fn() -> String + Send + Sync>>,
    pub(super) watch: Option<Watch>,
}

/// What the checks of a field need.
#[derive(Clone)]
pub(super) struct Watch {
    #[cfg_attr(
        not(target_arch = "wasm32"),
        expect(dead_code, reason = "only a browser checks while one types")
    )]
    pub(super) checks: Checks,
    #[cfg_attr(
        not(target_arch = "wasm32"),
        expect(dead_code, reason = "only a browser checks while one types")
    )]
    pub(super) place: FieldPlace,
    pub(super) shows_error: Arc<dyn Fn() -> bool + Send + Sync>,
}

/// How it is just now.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Now {
    /// Its `value` attribute, or its content.
    pub(super) value: Option<String>,
    /// `checked`, or `selected`.
    pub(super) is_chosen: bool,
    pub(super) is_invalid: bool,
}

/// The attributes of a field without a form that sends it.
pub trait SpreadField {
    /// For an `<input>`: name, type, and what it takes.
    fn attributes(self) -> FieldAttributes
    where
        Self: Sized,
    {
        self.attributes_of(Control::Input)
    }

    /// For another element.
    fn attributes_of(self, control: Control) -> FieldAttributes;
}

impl<F> SpreadField for Field<F> {
    fn attributes_of(self, control: Control) -> FieldAttributes {
        FieldAttributes::new(self.place().attributes(control))
    }
}

impl FieldAttributes {
    pub(super) const fn new(fixed: Attributes) -> Self {
        Self { fixed, live: None }
    }

    pub(super) fn with(self, live: Live) -> Self {
        Self {
            live: Some(live),
            ..self
        }
    }

    /// What stands in the field at first, or which option is chosen.
    pub fn value(self, value: impl ToString) -> Self {
        let value = value.to_string();
        self.or(Arc::new(move || value.clone()))
    }

    /// The same, from what may change: a signal, a query.
    pub fn value_with<T: ToString>(self, value: impl Fn() -> T + Send + Sync + 'static) -> Self {
        self.or(Arc::new(move || value().to_string()))
    }

    /// Whether a checkbox is checked at first.
    pub fn checked(self, is_checked: bool) -> Self {
        self.value(if is_checked { "on" } else { "" })
    }

    fn or(mut self, default: Arc<dyn Fn() -> String + Send + Sync>) -> Self {
        match &mut self.live {
            Some(live) => live.default = Some(default),
            None => self.fixed.push(("value", default().into())),
        }
        self
    }

    pub(super) fn now(&self) -> Now {
        self.live.as_ref().map(Live::now).unwrap_or_default()
    }
}

impl Live {
    pub(super) fn of(kept: RwSignal<Vec<(String, String)>>, place: FieldPlace, control: Control) -> Self {
        Self {
            kept,
            name: place.name(),
            control,
            is_secret: place.shape().is_secret,
            chosen_by: None,
            default: None,
            watch: None,
        }
    }

    pub(super) fn one(self, value: String) -> Self {
        Self {
            chosen_by: Some(value),
            ..self
        }
    }

    pub(super) fn checked_by(
        self,
        checks: Checks,
        place: FieldPlace,
        shows_error: Arc<dyn Fn() -> bool + Send + Sync>,
    ) -> Self {
        Self {
            watch: Some(Watch {
                checks,
                place,
                shows_error,
            }),
            ..self
        }
    }

    fn now(&self) -> Now {
        let mut now = Now {
            is_invalid: self.watch.as_ref().is_some_and(|watch| (watch.shows_error)()),
            ..Now::default()
        };
        if self.is_secret {
            return now;
        }
        let values = self.values();
        match (self.control, &self.chosen_by) {
            (_, Some(value)) => now.is_chosen = values.contains(value),
            (Control::Checkbox, None) => {
                now.is_chosen = values.iter().any(|value| matches!(&**value, "on" | "true" | "1"))
            }
            (Control::Select, None) => {}
            _ => now.value = values.into_iter().next(),
        }
        now
    }

    /// Everything that was typed, or else what it is at first. A form that failed knows also what was not sent.
    fn values(&self) -> Vec<String> {
        let default = || self.default.iter().map(|default| default()).collect();
        self.kept.with(|kept| {
            if kept.is_empty() {
                return default();
            }
            let mine = kept.iter().filter(|(name, _)| *name == self.name);
            mine.map(|(_, value)| value.clone()).collect()
        })
    }
}

/// An attribute as HTML. Without a value there is only its name.
pub(super) fn write(buffer: &mut String, name: &str, value: &str) {
    buffer.push(' ');
    buffer.push_str(name);
    if !value.is_empty() {
        buffer.push_str("=\"");
        buffer.push_str(&escape(value));
        buffer.push('"');
    }
}

fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '"', '<', '>']) {
        return text.into();
    }
    let text = text.replace('&', "&amp;").replace('"', "&quot;");
    text.replace('<', "&lt;").replace('>', "&gt;").into()
}

impl fmt::Debug for FieldAttributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.fixed).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_end_its_attribute() {
        let mut html = String::new();
        write(&mut html, "value", "\"><script>&amp;");
        write(&mut html, "required", "");
        assert_eq!(html, " value=\"&quot;&gt;&lt;script&gt;&amp;amp;\" required");
    }
}
