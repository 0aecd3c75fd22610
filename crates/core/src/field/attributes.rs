//! A field as the attributes of its element.
//!
//! A browser must never refuse what the server accepts: whoever it stops cannot send. Where the two count differently,
//! the attribute is the wider one:
//!
//! | attribute | where it differs | so |
//! | --- | --- | --- |
//! | `maxlength` | counts UTF-16 units, of which a character has one or two | is twice the greatest length, and one character more: a browser cuts what is pasted without a word, and what is left must be seen to be too long |
//! | `minlength` | the same | is the least length: units are never fewer |
//! | `required` | takes blanks for a text, our `length = 1..` does not | stands there |
//! | `min`, `max` | are compared as floating-point numbers | the bounds of a type are left out beyond 2^53 |
//! | `type="url"` | parses hosts by tables that no server needs to have | is not used: `inputmode="url"` and our own check |
//! | `type="email"`, `"date"`, `"number"` | | our checks take no more than what the HTML standard does |

use std::borrow::Cow;

use super::{FieldDef, Limits, Shape, ShapeKind};

/// The element that a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Control {
    /// `<input>`, of the type that suits.
    Input,
    /// `<textarea>`
    TextArea,
    /// `<select>`
    Select,
    /// `<input type="checkbox">` for yes or no.
    Checkbox,
    /// `<input type="radio">`, or a checkbox for each value of a list.
    Choice,
}

/// Name and value; an attribute without a value has an empty one.
pub type Attributes = Vec<(&'static str, Cow<'static, str>)>;

/// The largest number up to which a floating-point number is every integer.
const EXACT: i128 = 1 << 53;

impl FieldDef {
    /// The attributes that say what the field takes, under the name that it has in its form.
    pub(super) fn attributes(&self, name: Cow<'static, str>, control: Control) -> Attributes {
        let (shape, limits) = ((self.shape)(), (self.limits)());
        let mut all: Attributes = vec![("name", name)];
        match control {
            Control::Input => input(&mut all, &shape, &limits),
            Control::Checkbox => all.push(("type", "checkbox".into())),
            Control::Choice if shape.is_list => all.push(("type", "checkbox".into())),
            Control::Choice => all.push(("type", "radio".into())),
            Control::Select if shape.is_list => all.push(("multiple", "".into())),
            Control::Select | Control::TextArea => {}
        }
        if self.is_required(control, &shape, &limits) {
            all.push(("required", "".into()));
        }
        if shape.kind == ShapeKind::Text && matches!(control, Control::Input | Control::TextArea) {
            lengths(&mut all, &limits);
        }
        if let Some(purpose) = self.autocomplete {
            all.push(("autocomplete", purpose.into()));
        }
        all
    }

    fn is_required(&self, control: Control, shape: &Shape, limits: &Limits) -> bool {
        let may_be_nothing = shape.is_optional || shape.is_list || control == Control::Checkbox;
        match shape.kind {
            _ if may_be_nothing => false,
            ShapeKind::Bool | ShapeKind::Other => false,
            // Nothing chosen is nothing sent.
            _ if control == Control::Choice => !self.has_default,
            ShapeKind::Text => limits.length.0.is_some_and(|min| min > 0),
            _ => true,
        }
    }
}

fn input(all: &mut Attributes, shape: &Shape, limits: &Limits) {
    let mut kind = |kind: &'static str| all.push(("type", kind.into()));
    match shape.kind {
        _ if shape.is_secret => kind("password"),
        ShapeKind::Bool => kind("checkbox"),
        ShapeKind::Date => {
            kind("date");
            bounds(all, limits.range.0.clone(), limits.range.1.clone());
        }
        ShapeKind::Integer { min, max } => {
            kind("number");
            let own = |bound: i128| (-EXACT..=EXACT).contains(&bound).then(|| bound.to_string());
            let (least, greatest) = limits.range.clone();
            let least = least.or_else(|| own(min));
            keyboard(all, "numeric", least.as_deref());
            bounds(all, least, greatest.or_else(|| own(max)));
        }
        ShapeKind::File => kind("file"),
        ShapeKind::Float => {
            kind("number");
            all.push(("step", "any".into()));
            keyboard(all, "decimal", limits.range.0.as_deref());
            bounds(all, limits.range.0.clone(), limits.range.1.clone());
        }
        ShapeKind::Text if limits.is_email => kind("email"),
        ShapeKind::Text if limits.is_url => all.push(("inputmode", "url".into())),
        ShapeKind::Text | ShapeKind::Enum(_) | ShapeKind::Other => {}
    }
}

/// A keyboard of digits may have no minus sign.
fn keyboard(all: &mut Attributes, mode: &'static str, least: Option<&str>) {
    if least.is_some_and(|least| !least.starts_with('-')) {
        all.push(("inputmode", mode.into()));
    }
}

fn bounds(all: &mut Attributes, min: Option<String>, max: Option<String>) {
    all.extend(min.map(|min| ("min", min.into())));
    all.extend(max.map(|max| ("max", max.into())));
}

fn lengths(all: &mut Attributes, limits: &Limits) {
    let (min, max) = limits.length;
    // A minimum of one is `required`.
    let min = min.filter(|min| *min > 1);
    all.extend(min.map(|min| ("minlength", min.to_string().into())));
    let most = max.map(|max| max.saturating_add(1).saturating_mul(2));
    all.extend(most.map(|units| ("maxlength", units.to_string().into())));
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, de::DeserializeOwned};

    use super::*;
    use crate::{Date, Secret};

    fn said<T: DeserializeOwned>(control: Control, limits: fn() -> Limits) -> String {
        let def = FieldDef {
            name: "f",
            shape: Shape::of::<T>,
            limits,
            autocomplete: None,
            has_default: false,
            same_as: None,
            check: |_, _| (),
        };
        let all = def.attributes("f".into(), control);
        let each = all.iter().skip(1).map(|(name, value)| format!("{name}={value}"));
        each.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn an_input_is_of_the_type_that_suits() {
        let input = Control::Input;
        assert_eq!(said::<String>(input, Limits::default), "");
        assert_eq!(
            said::<u8>(input, Limits::default),
            "type=number inputmode=numeric min=0 max=255 required="
        );
        assert_eq!(
            said::<i8>(input, Limits::default),
            "type=number min=-128 max=127 required="
        );
        assert_eq!(
            said::<Option<u64>>(input, Limits::default),
            "type=number inputmode=numeric min=0"
        );
        assert_eq!(said::<f64>(input, Limits::default), "type=number step=any required=");
        assert_eq!(said::<Date>(input, Limits::default), "type=date required=");
        assert_eq!(said::<bool>(input, Limits::default), "type=checkbox");
        assert_eq!(said::<Secret<String>>(input, Limits::default), "type=password");
    }

    #[test]
    fn rules_are_attributes() {
        let input = Control::Input;
        assert_eq!(
            said::<u32>(input, || Limits::default().range::<u32, _>(Some(1), Some(99))),
            "type=number inputmode=numeric min=1 max=99 required="
        );
        assert_eq!(
            said::<Option<f64>>(input, || Limits::default().range::<Option<f64>, _>(Some(-0.5), None)),
            "type=number step=any min=-0.5"
        );
        assert_eq!(
            said::<String>(input, || Limits::default().length(Some(2), Some(80)).email()),
            "type=email required= minlength=2 maxlength=162"
        );
        assert_eq!(
            said::<Option<String>>(Control::TextArea, || Limits::default().length(Some(1), None)),
            ""
        );
        assert_eq!(said::<String>(input, || Limits::default().url()), "inputmode=url");
    }

    #[derive(Deserialize)]
    enum Size {
        Small,
        Large,
    }

    #[test]
    fn a_choice_of_one_must_be_made_and_others_need_not() {
        assert_eq!(said::<Size>(Control::Select, Limits::default), "required=");
        assert_eq!(said::<Size>(Control::Choice, Limits::default), "type=radio required=");
        assert_eq!(said::<String>(Control::Choice, Limits::default), "type=radio required=");
        assert_eq!(said::<Option<Size>>(Control::Choice, Limits::default), "type=radio");
        assert_eq!(said::<Vec<Size>>(Control::Choice, Limits::default), "type=checkbox");
        assert_eq!(said::<Vec<Size>>(Control::Select, Limits::default), "multiple=");
        assert_eq!(said::<bool>(Control::Checkbox, Limits::default), "type=checkbox");
    }
}
